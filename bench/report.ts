/** The figures in Markdown, as docs/benchmarks.md shows them. */

import { cpus, loadavg } from 'node:os';
import type { CosRequests } from './cos.bench.ts';
import { grouped, inFineMs, inMegabytes, inMs, wallAndCpu, type Figures } from './figures.ts';
import { goalsText } from './goals.ts';
import { table } from './markdown.ts';
import type { ContenderFigures, Figures as Found } from './pull.bench.ts';

const TICKS = 10;

/** Half a core's worth of other work already shows in the figures. */
const BUSY_LOAD = 0.5;

/** The machine, to be told before anything is measured. */
export function machine(now: Date): string {
  const [load = 0] = loadavg();
  const [{ model } = { model: 'unknown' }, ...more] = cpus();
  const what = `Measured on ${now.toISOString().slice(0, 10)} with Node ${process.version} on ${more.length + 1} cores (${model.trim()})`;
  return load < BUSY_LOAD
    ? `${what}.`
    : `${what}, while other programs ran beside it (load ${load.toFixed(1)}): compare within a table, and quote no figure.`;
}

function warm({ warm: spent, ticks }: Found): string {
  if (spent === undefined) return '–';
  return ticks < TICKS ? `${wallAndCpu(spent)} (of ${ticks})` : wallAndCpu(spent);
}

/** A table with a column a size and a row a contender. */
function bySize({ pulls }: Figures, what: string, cell: (at: ContenderFigures) => string): string {
  const names = pulls[0]?.contenders.map(({ name }) => name) ?? [];
  return table(
    [what, ...pulls.map(({ rows }) => `${grouped(rows)} rows`)],
    names.map((name, i) => [
      name,
      ...pulls.map(({ contenders }) => {
        const at = contenders[i];
        return at === undefined ? '–' : cell(at);
      }),
    ]),
  );
}

function onOneCore(of: (found: Found) => string): (at: ContenderFigures) => string {
  return ({ oneCore }) => (oneCore === undefined ? '–' : of(oneCore));
}

function pullTables(figures: Figures): string[] {
  const [first] = figures.pulls;
  const pinned = first?.contenders[0]?.oneCore !== undefined;
  return [
    bySize(figures, 'cold', ({ allCores }) => wallAndCpu(allCores.cold)),
    bySize(figures, 'warm', ({ allCores }) => warm(allCores)),
    ...(pinned
      ? [
          bySize(
            figures,
            'cold, one core',
            onOneCore(({ cold }) => wallAndCpu(cold)),
          ),
          bySize(figures, 'warm, one core', onOneCore(warm)),
        ]
      : ['Not measured on one core: that needs taskset, and all but --quick.']),
    bySize(figures, 'peak memory', ({ allCores }) => inMegabytes(allCores.peakBytes)),
    ...(first !== undefined && first.missing.length > 0 ? [`Not on this machine: ${first.missing.join(', ')}.`] : []),
  ];
}

function requestCells(name: string, of: CosRequests): string[] {
  const counts = [of.partsRead, of.partsWritten, of.stateRead, of.stateWritten];
  return [name, ...[...counts, counts.reduce((sum, count) => sum + count), of.preflight].map(String)];
}

function requests({ cos }: Figures): string {
  const head = ['one window, one part', 'GET parts', 'PUT parts', 'GET state', 'PUT state', 'together', 'preflight'];
  return table(head, [
    requestCells('first pull', cos.first),
    requestCells('again, unchanged', cos.unchanged),
    requestCells('again, some calls changed', cos.changed),
  ]);
}

function lookups({ lookup }: Figures): string {
  const { bundleBytes, loadMs, emptyLoadMs, firstLookupMs, warmLookupMs, barePostMs } = lookup;
  return table(
    ['lookup', ''],
    [
      ['bundle', `${(bundleBytes / 1000).toFixed(1)} KB`],
      ['loading it, over an empty module', inFineMs(loadMs - emptyLoadMs)],
      ['loading it and the first lookup', inFineMs(firstLookupMs)],
      ['a warm lookup, over a bare POST to the vendor', inFineMs(warmLookupMs - barePostMs)],
    ],
  );
}

function archiveLookups({ archiveLookup: { days, callsADay, lookups: all } }: Figures): string {
  const rows = all.map(({ name, requests: count, bytes, coldMs, warmMs }) => [
    name,
    count === undefined ? '–' : grouped(count),
    bytes === undefined ? '–' : `${(bytes / 1000).toFixed(1)} KB`,
    inMs(coldMs),
    warmMs === undefined ? '–' : inMs(warmMs),
  ]);
  const head = [
    `a call in ${days} days of ${grouped(callsADay)} calls`,
    'requests, warm',
    'read, warm',
    'cold',
    'warm',
  ];
  return table(head, rows);
}

/** `21 rows (0.01 MB decoded, 3 runs)` */
function sizesText({ pulls }: Figures): string {
  return pulls
    .map(({ rows, decodedBytes, runs }) => {
      const megabytes = (decodedBytes / 1e6).toFixed(decodedBytes < 1e7 ? 2 : 0);
      return `${grouped(rows)} rows (${megabytes} MB decoded, ${runs} run${runs === 1 ? '' : 's'})`;
    })
    .join(', ');
}

/** @param machineText what `machine` told before the measurements */
export function report(machineText: string, figures: Figures): string {
  return [
    machineText,
    `Each cell is wall / CPU time (user and system, all threads). **Cold**: start of the process, load and first tick. **Warm**: the eighth to tenth tick of one process, with new rows each tick, their median (_of_ fewer ticks where there was no time for ten). Everything runs in a process of its own, in turns, and figures are medians of the runs: ${sizesText(figures)}.`,
    `**The pull**: the packaged function, from the timer's event and the vendor's compressed reply to finished parts and the state in a folder. **The limit**: Node's own streaming inflate → gzip at the same level on the same bytes, written nowhere. The obvious Node (\`inflateSync\`, \`JSON.parse\`, map, \`gzipSync\`) makes the same records as the pull. The others only cut the rows out: \`@streamparser/json\` piece by piece, DuckDB by \`read_json\` and \`COPY … (FORMAT json, COMPRESSION gzip)\`, Python's \`json\`, and \`gunzip | jq -c '.cdr[]' | gzip -6\`, whose programs start anew in each tick. That each of them gave the same calls is checked in every run.`,
    ...pullTables(figures),
    goalsText(figures),
    'Requests to COS in a tick of one window. The preflight runs once per started function.',
    requests(figures),
    lookups(figures),
    'A call looked up in the archive. The lookup reads over HTTP from a stand-in for COS on the same machine; DuckDB and zgrep read the same day files from the local disk. Cold: nothing is known yet, or the process starts.',
    archiveLookups(figures),
  ].join('\n\n');
}
