// One process that pulls one window with the packaged function, and tells how long it took and how large it grew.
const bundle = process.argv[2];
const range = JSON.parse(process.argv[3]);
const { main_handler: pull } = require(bundle);

async function main() {
  const started = performance.now();
  const counters = await pull(range, {});
  const ms = performance.now() - started;
  process.send({ ms, peakBytes: process.resourceUsage().maxRSS * 1024, counters });
}

void main();
