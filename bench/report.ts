/** The figures in Markdown, as docs/benchmarks.md shows them. */

import { cpus } from 'node:os';
import type { CosRequests } from './cos.bench.ts';
import { grouped, inFineMs, inMegabytes, inMs, perRow, times, type Figures } from './figures.ts';
import { goalsText } from './goals.ts';
import { table } from './markdown.ts';
import type { Measured } from './measure.ts';

function ratio(one: Measured | undefined, other: Measured | undefined): string {
  return times(one, other)?.toFixed(2) ?? '–';
}

function sizes({ pulls }: Figures): string {
  const head = [
    'rows',
    'decoded',
    'pull',
    'per row',
    'rows/s',
    'MB/s',
    'peak memory',
    'limit',
    '× limit',
    'large chunks',
    '× that',
  ];
  const rows = pulls.map((at) => [
    grouped(at.rows),
    `${(at.decodedBytes / 1e6).toFixed(1)} MB`,
    inMs(at.pull.ms),
    `${perRow(at).toFixed(1)} µs`,
    grouped(Math.round(at.rows / (at.pull.ms / 1000))),
    grouped(Math.round(at.decodedBytes / 1000 / at.pull.ms)),
    inMegabytes(at.pull.peakBytes),
    at.limit === undefined ? '–' : inMs(at.limit.ms),
    ratio(at.pull, at.limit),
    at.limitLarge === undefined ? '–' : inMs(at.limitLarge.ms),
    ratio(at.pull, at.limitLarge),
  ]);
  return table(head, rows);
}

function comparison({ compared }: Figures): string {
  const named: [string, Measured | undefined][] = [
    ['the pull', compared.pull],
    ['the pull once more, all calls known', compared.again],
    ['the limit', compared.limit],
    [String.raw`inflate \| jq -c '.cdr[]' \| gzip -6`, compared.jq],
    ["Python's json", compared.python],
    ['the obvious Node', compared.obvious],
    ['stream-json', compared.streamJson],
  ];
  const rows = named.map(([name, measured]) =>
    measured === undefined
      ? [name, 'not on this machine', '–', '–', '–']
      : [
          name,
          inMs(measured.ms),
          inMegabytes(measured.peakBytes),
          ratio(measured, compared.limit),
          ratio(measured, compared.pull),
        ],
  );
  return table([`${grouped(compared.rows)} rows`, 'time', 'peak memory', '× limit', '× pull'], rows);
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

/** How often each size was measured: `5 runs (3 at 1 000 000 rows)`. */
function runsText({ pulls, compared }: Figures): string {
  const fewer = pulls.filter(({ runs }) => runs !== compared.runs);
  const exceptions = fewer.map(({ rows, runs }) => ` (${runs} at ${grouped(rows)} rows)`).join('');
  return `${compared.runs} run${compared.runs === 1 ? '' : 's'}${exceptions}`;
}

export function report(figures: Figures): string {
  const split = figures.pulls.filter(({ pull }) => pull.counters.requests > 1);
  const abandoned = split.map(
    ({ rows, pull }) =>
      `At ${grouped(rows)} rows the reply passes \`CDR_MAX_REPLY\` and the window is asked for in halves, ${pull.counters.requests} requests in all: what was read of the replies that were abandoned is part of the pull's time, and not of the limit's.`,
  );
  return [
    `Node ${process.version}, ${cpus().length} cores. Medians of ${runsText(figures)} and the largest memory of them; every run in a process of its own, taken in turns.`,
    `**Pull**: the packaged function, from the vendor's compressed reply to finished parts in a folder. **Limit**: Node's streaming inflate → gzip at the same level on the same bytes, written nowhere; with _large chunks_ of 128 and 256 KiB it has less to hand over than with its own of 16 KiB. ${abandoned.join(' ')}`.trim(),
    sizes(figures),
    "jq, Python and stream-json only cut the rows out. The obvious Node (`inflateSync`, `JSON.parse`, map, `gzipSync`) makes the same records as the pull. jq's time includes the start of its programs.",
    comparison(figures),
    goalsText(figures),
    'Requests to COS in a tick of one window. The preflight runs once per started function.',
    requests(figures),
    lookups(figures),
  ].join('\n\n');
}
