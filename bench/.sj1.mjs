import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip, createInflate } from 'node:zlib';
import chain from 'stream-chain';
import { parser } from 'stream-json';
import { pick } from 'stream-json/filters/pick.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
const opts = process.argv[4]==='f'?{ streamValues: false }:{};
const started = performance.now();
await pipeline(createReadStream(process.argv[2]), createInflate(),
  chain([parser(opts), pick({filter:'cdr', once: true}), streamArray(), ({ value }) => `${JSON.stringify(value)}\n`]),
  createGzip(), createWriteStream(process.argv[3]));
console.log('chain', opts, performance.now()-started, process.resourceUsage().maxRSS/1024);
