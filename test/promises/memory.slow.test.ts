import { expect, test } from 'vitest';
import { benchPull } from '../../bench/pull.bench.ts';

test('a reply of 200 000 rows is pulled within 256 MB of resident memory', async () => {
  // Its counters are checked there.
  const { decodedBytes, contenders } = await benchPull(200_003, { ticks: 1, alone: true });
  expect(decodedBytes).toBeGreaterThan(75e6);
  expect(contenders[0]?.allCores.peakBytes).toBeLessThan(256 * 1024 * 1024);
});
