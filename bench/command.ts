/** The measurements docs/benchmarks.md quotes, as a command. */

import { join } from 'node:path';
import { defineCommand } from '../local/console/command.ts';
import { benchArchiveLookup } from './archive-lookup.bench.ts';
import { benchCos } from './cos.bench.ts';
import { grouped, inMegabytes, inMs, wallAndCpu } from './figures.ts';
import { measureLookup } from './lookup.bench.ts';
import { writeBetweenMarkers } from './markdown.ts';
import { ARGS, readPlan, type Plan } from './options.ts';
import { benchPull, type PullFigures } from './pull.bench.ts';
import { machine, report } from './report.ts';

/** From where `npm run` starts commands. */
const BENCHMARKS = 'docs/benchmarks.md';

type Tell = (line: string) => void;

async function benchPulls({ sizes, ticks, pinned }: Plan, tell: Tell): Promise<PullFigures[]> {
  const pulls: PullFigures[] = [];
  for (const { rows, runs } of sizes) {
    const what = `${grouped(rows)} rows`;
    tell(`${what}: making the vendor's replies`);
    const figures = await benchPull(rows, {
      runs,
      ticks,
      pinned,
      onRun: (name, { cold, warm, peakBytes }) =>
        tell(
          `${what}: ${name}: cold ${wallAndCpu(cold)}, warm ${warm ? wallAndCpu(warm) : '–'}, ${inMegabytes(peakBytes)}`,
        ),
    });
    pulls.push(figures);
  }
  return pulls;
}

/** Measures all that the plan names. @returns the report */
async function measure(plan: Plan, tell: Tell): Promise<string> {
  const where = machine(new Date());
  tell(where);
  const pulls = await benchPulls(plan, tell);
  tell('COS: counting requests');
  const cos = await benchCos();
  tell('lookup: loading it and asking it');
  const lookup = await measureLookup(plan.lookup);
  tell('archive: laying out days and looking calls up');
  const archiveLookup = await benchArchiveLookup({
    ...plan.archive,
    onRun: ({ name, coldMs }) => tell(`archive: ${name} ${inMs(coldMs)}`),
  });
  return report(where, { pulls, cos, lookup, archiveLookup });
}

export const command = defineCommand({
  args: ARGS,
  help: () => ({
    summary: 'Measures the packaged functions and prints the figures of docs/benchmarks.md.',
    args: {
      rows: 'pulls of one size only',
      quick: 'small sizes and one run each: to see that it works, not to be quoted',
      write: 'puts what it prints into docs/benchmarks.md too',
    },
    examples: {
      '': 'all sizes: about five minutes, on a machine that does nothing else',
      '--rows 50000': 'pulls of one size only',
      '--quick': 'to see that it works',
    },
    notes: `Measured are pulls of 21 to 200 003 rows, zlib alone and other programs on the same bytes, requests to COS, lookups
at the vendor and in the archive. What is being measured is told on stderr. jq and python3 are left out where they are
not installed, and so is everything on one core where there is no taskset.`,
    exitCodes: { 0: 'measured' },
  }),
  async run({ args, folder, stdout, stderr }) {
    const text = await measure(readPlan(args), (line) => stderr.write(`${line}\n`));
    stdout.write(`${text}\n`);
    if (args.write) writeBetweenMarkers(join(folder, BENCHMARKS), text);
    return 0;
  },
});
