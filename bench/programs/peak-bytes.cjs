const { readFileSync } = require('node:fs');

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

module.exports = { peakBytes };
