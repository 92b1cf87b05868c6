import { defineConfig } from 'vitest/config';

/**
 * Two lanes, told apart by the file's name. `*.slow.test.ts` is what starts programs, runs for seconds, kills, soaks or
 * deploys; `npm test` leaves it out and takes less than a minute, `npm run check` runs all.
 */
const SLOW = 'test/**/*.slow.test.ts';

export default defineConfig({
  test: {
    // Most of a test's time is waiting for processes and sockets: there is work for more of them than there are cores.
    maxWorkers: 3,
    setupFiles: ['test/support/output-setup.ts'],
    // A worker loads the modules once for all its files. So no file changes what others see, and what a helper in
    // test/support opens it closes with `onTestFinished`: a hook at its top level would hold for one file only.
    isolate: false,
    globalSetup: 'test/support/built-folder.ts',
    // Against tests that hang, not a measure of anything: a busy machine takes ten times as long as a quiet one, and
    // more. With LONG=1 a random test runs for minutes.
    testTimeout: process.env['LONG'] === '1' ? 3_600_000 : 600_000,
    hookTimeout: 600_000,
    projects: [
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: [SLOW] } },
      { extends: true, test: { name: 'slow', include: [SLOW] } },
    ],
  },
});
