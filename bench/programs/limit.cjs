// The limit: Node's own streaming inflate and gzip on the same bytes, and nothing between them.
const { createReadStream } = require('node:fs');
const { Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { createGzip, createInflate } = require('node:zlib');

exports.tick = ({ reply }) => {
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  return pipeline(createReadStream(reply), createInflate(), createGzip(), nothing);
};
