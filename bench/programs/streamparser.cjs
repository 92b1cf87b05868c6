// The same rows through @streamparser/json: each is built as an object and printed as a line, whatever the reply's size.
const { createReadStream, createWriteStream } = require('node:fs');
const { Transform } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { createGzip, createInflate } = require('node:zlib');
const { JSONParser } = require('@streamparser/json');

function createLines() {
  const parser = new JSONParser({ paths: ['$.cdr.*'], keepStack: false });
  let lines = '';
  parser.onValue = ({ value }) => {
    lines += `${JSON.stringify(value)}\n`;
  };
  return new Transform({
    transform: (chunk, _encoding, done) => {
      parser.write(chunk);
      done(null, lines);
      lines = '';
    },
  });
}

exports.tick = ({ reply, out }) =>
  pipeline(createReadStream(reply), createInflate(), createLines(), createGzip(), createWriteStream(out));
