'use strict';
// Runs a packaged function as an instance of the platform does. A process serves one function after another: `load`
// forgets every module, sets the environment anew and requires the function, which begins as in a new process.

// Both streams are handles from their first use on, and count as open.
const streams = [process.stdout, process.stderr];
let handler;
let atStart = [];

// The function's own waits, between retries for example, pass in a fiftieth of their time. Time-outs are other timers.
const timers = require('node:timers/promises');
const wait = timers.setTimeout;
timers.setTimeout = (ms, ...rest) => wait(ms / 50, ...rest);

const open = () => process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate');

function load({ folder, env }) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [name, value] of Object.entries(env)) if (value !== undefined) process.env[name] = value;
  process.chdir(folder);
  for (const file of Object.keys(require.cache)) delete require.cache[file];
  handler = require(`${folder}/index.js`).main_handler;
  atStart = open();
}

// A busy machine is late by less than what hangs.
const GRACE_MS = 20_000;

async function invoke({ event, context }) {
  let timer;
  // The platform's time limit, which it enforces.
  const late = new Promise((_resolve, reject) => {
    const limitMs = context.time_limit_in_ms;
    timer = setTimeout(() => reject(new Error(`there was no result within ${limitMs} ms`)), limitMs + GRACE_MS);
  });
  try {
    return { returned: await Promise.race([handler(event, context), late]), context };
  } catch (error) {
    console.error(error);
    return { threw: error.message, context };
  } finally {
    clearTimeout(timer);
  }
}

// Nothing is left that would keep the process alive. What is open for ever is a test that does not end.
async function settle() {
  while (open().length > atStart.length) await new Promise((resolve) => setTimeout(resolve, 2).unref());
}

// Behind this, nothing more is printed for now.
function mark() {
  for (const stream of streams) stream.write('\0');
}

const TASKS = { load, invoke, settle, mark };

async function run({ id, task, ...given }) {
  process.send({ id, result: await TASKS[task](given) });
}

process.on('message', (message) => void run(message));
