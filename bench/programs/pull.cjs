// The packaged pull, asked by one event: from the vendor's reply to finished parts.
const { sendFigures } = require('./figures.cjs');

const [bundle, event] = process.argv.slice(2);
const { main_handler: pull } = require(bundle);

async function main() {
  const started = performance.now();
  const counters = await pull(JSON.parse(event), {});
  sendFigures(started, { counters });
}

void main();
