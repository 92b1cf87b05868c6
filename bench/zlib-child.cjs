// The limit: Node's own streaming inflate and gzip on the same bytes, and nothing between them.
const { createReadStream } = require('node:fs');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { createGzip, createInflate } = require('node:zlib');

async function main() {
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const started = performance.now();
  await pipeline(createReadStream(process.argv[2]), createInflate(), createGzip(), nothing);
  const ms = performance.now() - started;
  process.send({ ms, peakBytes: process.resourceUsage().maxRSS * 1024 });
}

void main();
