// Runs the `tick` of a program once for each job, in this process, and tells on file descriptor 3 what each one cost.
const { readFileSync, writeSync } = require('node:fs');

/**
 * Resident memory at its largest. Linux counts into getrusage's figure what the parent held when it started this
 * process (see getrusage(2) and execve(2)), so its own figure is read where there is one.
 */
function peakBytes() {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

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
