/** `npm run bench`: the measurements docs/benchmarks.md quotes. */

import { cpus, loadavg } from 'node:os';
import { defineCommand } from '../local/console/command.ts';
import { main } from '../local/console/main.ts';
import { benchCos } from './cos.bench.ts';
import { grouped, inFineMs, inMegabytes, inMs } from './figures.ts';
import { measureLookup } from './lookup.bench.ts';
import { writeBetweenMarkers } from './markdown.ts';
import { ARGS, readPlan, type Plan } from './options.ts';
import { benchPull, type PullFigures } from './pull.bench.ts';
import { report } from './report.ts';

const BENCHMARKS = new URL('../docs/benchmarks.md', import.meta.url);

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

async function measure(plan: Plan): Promise<string> {
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
  return report({ pulls, compared, cos, lookup });
}

const command = defineCommand({
  args: ARGS,
  help: () => ({
    summary: 'Measures the packaged functions and prints the figures of docs/benchmarks.md.',
    args: {
      rows: 'one size only',
      quick: 'small sizes and one run each: to see that it works, not to be quoted',
      write: 'puts what it prints into docs/benchmarks.md too',
    },
    examples: {
      '': 'all sizes: about five minutes, on a machine that does nothing else',
      '--rows 50000': 'one size only',
      '--quick': 'to see that it works',
    },
    notes: `Measured are pulls of 2 000 to 1 000 000 rows, zlib alone and other programs on the same bytes, requests to COS, and
lookups. What is being measured is told on stderr. jq and python3 are left out where they are not installed.`,
    exitCodes: { 0: 'measured' },
  }),
  async run({ args, stdout }) {
    const plan = readPlan(args);
    const text = await measure(plan);
    stdout.write(`${text}\n`);
    if (plan.write) writeBetweenMarkers(BENCHMARKS, text);
    return 0;
  },
});

await main({ bench: async () => ({ command }) }, ['bench', ...process.argv.slice(2)]);
