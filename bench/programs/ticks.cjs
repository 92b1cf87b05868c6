// Runs the `tick` of a program once for each job, in this process, and tells on file descriptor 3 what each one cost.
const { writeSync } = require('node:fs');
const { peakBytes } = require('./peak-bytes.cjs');

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const { program, jobs, seconds } = JSON.parse(process.argv[2]);

async function main() {
  const { tick } = require(program);
  const ticks = [];
  for (const job of jobs) {
    if (performance.now() > seconds * 1000) break;
    const [cpuBefore, started] = [cpuMs(), performance.now()];
    const result = await tick(job);
    const [cpuAfter, ended] = [cpuMs(), performance.now()];
    const endedAt = performance.timeOrigin + ended;
    ticks.push({ ms: ended - started, cpuMs: cpuAfter - cpuBefore, endedAt, processCpuMs: cpuAfter, result });
  }
  writeSync(3, JSON.stringify({ ticks, peakBytes: peakBytes() }));
}

main().then(
  // A library's threads or handles must not keep the process.
  () => process.exit(),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
