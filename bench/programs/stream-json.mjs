// The same rows through stream-json: each is built as an object and printed as a line, whatever the size of the reply.
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createInflate } from 'node:zlib';
import { pick } from 'stream-json/filters/pick.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { sendFigures } from './figures.cjs';

const [reply, out] = process.argv.slice(2);
const toLines = new Transform({
  writableObjectMode: true,
  transform: ({ value }, _encoding, done) => done(null, `${JSON.stringify(value)}\n`),
});
const started = performance.now();
await pipeline(
  createReadStream(reply),
  createInflate(),
  // Without `streamValues: false` each string would come twice, whole and in pieces.
  pick.withParserAsStream({ filter: 'cdr', once: true, streamValues: false }),
  streamArray.asStream(),
  toLines,
  createGzip(),
  createWriteStream(out),
);
sendFigures(started);
