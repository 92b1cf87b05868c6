/**
 * What a pull costs beside what cannot be avoided. On the same bytes, in processes of their own: the packaged pull from
 * the vendor's reply to finished parts; Node's zlib alone; and the shell pipeline one would write without it.
 */

import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createDeflate, createInflate } from 'node:zlib';
import { build } from 'esbuild';
import type { Counters } from '../functions/pull/counters.ts';
import { measureModule, measurePipeline, type Measured } from './measure.ts';
import { replyText, WINDOW } from './reply.ts';

export interface PullFigures {
  readonly rows: number;
  readonly decodedBytes: number;
  readonly pull: Measured & { readonly counters: Counters };
  readonly zlib: Measured | undefined;
  readonly jq: Measured | undefined;
}

const beside = (name: string): string => new URL(name, import.meta.url).pathname;

async function decodedSize(file: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of createReadStream(file).pipe(createInflate())) bytes += (chunk as Buffer).length;
  return bytes;
}

export interface BenchOptions {
  /** Figures are medians of this many runs. @default 5 */
  readonly runs?: number;
  /** Only the pull, without what it is compared with. */
  readonly alone?: boolean;
}

/** Measures a reply of so many rows. Takes about a minute at 200 000. */
export async function benchPull(rows: number, { runs = 5, alone = false }: BenchOptions = {}): Promise<PullFigures> {
  const work = mkdtempSync(join(tmpdir(), 'huadan-bench-'));
  const reply = join(work, 'reply.zlib');
  const bundle = join(work, 'index.js');
  await pipeline(Readable.from(replyText(rows)), createDeflate(), createWriteStream(reply));
  await build({
    entryPoints: [beside('../functions/pull/index.ts')],
    outfile: bundle,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
  });
  const vendor = createServer((request, response) => {
    request.resume();
    createReadStream(reply).pipe(response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => void vendor.once('listening', resolve));
  let archives = 0;
  const env = (): Record<string, string> => ({
    CDR_ENDPOINT: `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`,
    CDR_ID: 'bench',
    CDR_APP_ID: 'bench',
    CDR_COMPRESS: '1',
    ARCHIVE_URL: `file:${join(work, `archive-${archives++}`)}`,
  });
  try {
    return {
      rows,
      decodedBytes: await decodedSize(reply),
      pull: await measureModule(runs, beside('pull-child.cjs'), [bundle, JSON.stringify(WINDOW)], env),
      zlib: alone ? undefined : await measureModule(runs, beside('zlib-child.cjs'), [reply]),
      jq: alone
        ? undefined
        : await measurePipeline(
            runs,
            `node ${beside('inflate.cjs')} ${reply} | jq -c '.cdr[]' | gzip -6 > ${join(work, 'jq.gz')}`,
            'jq',
          ),
    };
  } finally {
    vendor.close();
    rmSync(work, { recursive: true, force: true });
  }
}
