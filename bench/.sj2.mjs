import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, createInflate } from 'node:zlib';
import { pick } from 'stream-json/filters/pick.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
const started = performance.now();
await pipeline(createReadStream(process.argv[2]), createInflate(),
  pick.withParserAsStream({filter:'cdr', streamValues:false, once: true}), streamArray.asStream(),
  async function* (items) { for await (const { value } of items) yield `${JSON.stringify(value)}\n`; },
  createGzip(), createWriteStream(process.argv[3]));
console.log('streams', performance.now()-started, process.resourceUsage().maxRSS/1024);
