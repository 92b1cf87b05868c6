// The limit: Node's own streaming inflate and gzip on the same bytes, and nothing between them.
const { createReadStream } = require('node:fs');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { createGzip, createInflate } = require('node:zlib');
const { sendFigures } = require('./figures.cjs');

const [reply, chunks] = process.argv.slice(2);
const inflate = chunks === 'large' ? { chunkSize: 128 * 1024 } : {};
const gzip = chunks === 'large' ? { chunkSize: 256 * 1024 } : {};

async function main() {
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const started = performance.now();
  await pipeline(createReadStream(reply), createInflate(inflate), createGzip(gzip), nothing);
  sendFigures(started);
}

void main();
