// The head of the shell pipelines: the reply's JSON text on stdout.
const { createReadStream } = require('node:fs');
const { createInflate } = require('node:zlib');

createReadStream(process.argv[2]).pipe(createInflate()).pipe(process.stdout);
