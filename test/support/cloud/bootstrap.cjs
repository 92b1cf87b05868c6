'use strict';
// Loads and calls one function, the way the platform's Node.js runtime does: it `require`s the entry, so an ES module
// fails; a function with two parameters or fewer may return a promise, one with three gets a callback.
const path = require('node:path');

process.once('message', ({ file, method, event, context }) => {
  const finish = (message) =>
    process.send(message, () => {
      // false: freeze right after the result. true: go on until nothing is left to wait for.
      if (context.callbackWaitsForEmptyEventLoop === false) process.exit(0);
      process.disconnect();
    });
  const fail = (status) => (error) =>
    finish({ status, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  let handler;
  try {
    handler = require(path.join(process.cwd(), `${file}.js`))[method];
  } catch (error) {
    fail(443)(error);
    return;
  }
  if (typeof handler !== 'function') {
    fail(437)(new Error(`handler ${file}.${method} is not a function`));
    return;
  }
  const succeed = (value) => finish({ status: 200, value: value === undefined ? 'null' : JSON.stringify(value) });
  try {
    const callback = (error, value) => (error ? fail(430)(error) : succeed(value));
    const result = handler(event, context, callback);
    if (typeof result?.then === 'function') result.then(succeed, fail(430));
    else if (handler.length < 3) succeed(result);
  } catch (error) {
    fail(430)(error);
  }
});
