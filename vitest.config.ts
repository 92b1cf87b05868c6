import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most of a test's time is waiting for processes and sockets: both cores can be given away.
    maxWorkers: 2,
    // With LONG=1 a random test runs for minutes.
    testTimeout: process.env['LONG'] === '1' ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
  },
});
