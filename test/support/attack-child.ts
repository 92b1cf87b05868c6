/**
 * Asks each endpoint in turn for one second of calls and prints what came of it and the most memory the process ever had.
 * Argument: JSON, a list of `{ endpoint, maxAnswerBytes }`.
 */

import { peakBytes } from '../../bench/programs/peak-bytes.cjs';
import { askOnce, createAsker } from './asking.ts';

interface Target {
  readonly endpoint: string;
  readonly maxAnswerBytes?: number;
}

const WINDOW = { from: 1_548_234_600, to: 1_548_234_601 };

for (const { endpoint, ...limits } of JSON.parse(process.argv[2] ?? '[]') as Target[]) {
  const asker = createAsker(endpoint);
  const { answer, error, requests } = await askOnce(asker, {
    window: WINDOW,
    deadlineMs: Date.now() + 120_000,
    ...limits,
  });
  asker.close();
  const outcome =
    answer === undefined
      ? { reason: error?.reason, requests }
      : { received: answer.received, rows: answer.rows.size, rejected: answer.rejects.length, requests };
  process.stdout.write(`${JSON.stringify({ ...outcome, peakBytes: peakBytes() })}\n`);
}
