import { expect, test } from 'vitest';
import { benchPull } from '../../bench/pull.bench.ts';

test('a reply of 200 000 rows is pulled within 256 MB of resident memory', { timeout: 180_000 }, async () => {
  const { pull, decodedBytes } = await benchPull(200_000, { runs: 1, alone: true });
  expect(decodedBytes).toBeGreaterThan(75e6);
  expect(pull).toMatchObject({ counters: { received: 200_000, added: 200_000, complete: true } });
  expect(pull.peakBytes).toBeLessThan(256 * 1024 * 1024);
});
