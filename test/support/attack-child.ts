/**
 * Asks the endpoints that its parent sends it, each for one second of calls, and sends back what came of it and the most
 * memory the process ever had.
 */

import { peakBytes } from '../../bench/programs/peak-bytes.cjs';
import { askOnce, createAsker } from './asking.ts';

interface Target {
  readonly endpoint: string;
  readonly maxAnswerBytes?: number;
}

const WINDOW = { from: 1_548_234_600, to: 1_548_234_601 };

async function ask({ endpoint, ...limits }: Target): Promise<void> {
  // What the last reply left behind is not this one's.
  globalThis.gc?.();
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
  process.send?.({ ...outcome, peakBytes: peakBytes() });
}

process.on('message', (target: Target) => void ask(target));
