/** `npm run bench`: the measurements the README quotes. */

import { cpus, loadavg } from 'node:os';
import { runCommand } from '../local/console/command.ts';
import { benchCos } from './cos.bench.ts';
import { grouped, inFineMs, inMegabytes, inMs } from './figures.ts';
import { measureLookup } from './lookup.bench.ts';
import { writeBetweenMarkers } from './markdown.ts';
import { readPlan, type Plan } from './options.ts';
import { benchPull, type PullFigures } from './pull.bench.ts';
import { report } from './report.ts';

const README = new URL('../README.md', import.meta.url);

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Half a core's worth of other work already shows in the ratios. */
const BUSY_LOAD = 0.5;

function warnWhenBusy(): void {
  const [load = 0] = loadavg();
  if (load < BUSY_LOAD) return;
  tell(`The load is ${load.toFixed(1)} on ${cpus().length} cores: quote no figures taken while something else runs.`);
}

async function benchPulls({ sizes, comparedAt }: Plan): Promise<PullFigures[]> {
  const pulls: PullFigures[] = [];
  for (const { rows, runs } of sizes) {
    const what = `${grouped(rows)} rows`;
    tell(`${what}: making the vendor's replies`);
    const onRun = (name: string, { ms, peakBytes }: { ms: number; peakBytes: number | null }): void =>
      tell(`${what}: ${name} ${inMs(ms)}, ${inMegabytes(peakBytes)}`);
    pulls.push(await benchPull(rows, { runs, others: rows === comparedAt, onRun }));
  }
  return pulls;
}

async function main(): Promise<number> {
  const plan = readPlan(process.argv.slice(2));
  if ('help' in plan) {
    process.stdout.write(plan.help);
    return 0;
  }
  warnWhenBusy();
  const pulls = await benchPulls(plan);
  const compared = pulls.find(({ rows }) => rows === plan.comparedAt);
  if (compared === undefined) throw new Error('The size to compare at was not measured.');
  const cos = await benchCos();
  tell(
    `COS: preflight ${cos.first.preflight} requests, parts of the first pull ${cos.first.partsRead + cos.first.partsWritten}`,
  );
  tell('lookup: loading it and asking it');
  const lookup = await measureLookup(plan.lookup);
  tell(`lookup: adds ${inFineMs(lookup.warmLookupMs - lookup.barePostMs)}`);
  const text = report({ pulls, compared, cos, lookup });
  process.stdout.write(`${text}\n`);
  if (plan.write) writeBetweenMarkers(README, text);
  return 0;
}

await runCommand(main);
