/**
 * Pulls one second from each endpoint in turn and prints what came of it and the most memory the process ever had.
 * Argument: JSON, a list of `{ endpoint, env }`.
 */

import { isHuadanError } from '../../shared/errors.ts';
import { createMemoryStore } from './memory-store.ts';
import { createPuller } from './pulling.ts';

interface Target {
  readonly endpoint: string;
  readonly env: Record<string, string>;
}

async function pull({ endpoint, env }: Target): Promise<object> {
  const puller = createPuller(endpoint, createMemoryStore(), { env, deadlineMs: Date.now() + 20_000 });
  try {
    return { ...(await puller.range(1_548_234_600, 1_548_234_601)) };
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    return { reason: error.reason };
  } finally {
    puller.close();
  }
}

for (const target of JSON.parse(process.argv[2] ?? '[]') as Target[]) {
  const outcome = await pull(target);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ ...outcome, peakBytes })}\n`);
}
