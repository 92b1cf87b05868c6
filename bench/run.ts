/** `npm run bench`: the measurements the README quotes. `npm run bench -- 20000` takes another number of rows. */

import { benchPull } from './pull.bench.ts';
import type { Measured } from './measure.ts';

const rows = Number(process.argv[2] ?? 200_000);
if (!Number.isSafeInteger(rows) || rows < 1) {
  console.error('Usage: npm run bench -- [rows]');
  process.exit(2);
}

const figures = await benchPull(rows);
const megabytes = figures.decodedBytes / 1e6;

function line(name: string, measured: Measured | undefined): string {
  if (measured === undefined) return `| ${name} | not on this machine | | | | |`;
  const seconds = measured.ms / 1000;
  const peak = measured.peakBytes === null ? '–' : `${Math.round(measured.peakBytes / 1e6)} MB`;
  const ratio = (measured.ms / (figures.zlib?.ms ?? Number.NaN)).toFixed(2);
  return `| ${name} | ${Math.round(measured.ms)} ms | ${Math.round(rows / seconds / 1000)} k | ${Math.round(megabytes / seconds)} | ${peak} | ${ratio} |`;
}

console.log(`${rows} rows, ${megabytes.toFixed(1)} MB decoded, Node ${process.version}, medians of five runs\n`);
console.log('| | time | rows/s | MB/s | peak memory | × zlib |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
console.log(line('pull: vendor reply → finished parts', figures.pull));
console.log(line('zlib alone: inflate → gzip -6', figures.zlib));
console.log(line("inflate \\| jq -c '.cdr[]' \\| gzip -6", figures.jq));
