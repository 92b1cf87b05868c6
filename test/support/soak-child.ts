/**
 * Ticks for a long time in one process, as the platform's instance does, with a store that fails too; then calmly until
 * all is pulled. Tells by IPC what time it is and when it wants the vendor calm, and at the end what it has left behind.
 * Arguments: endpoint, folder, first tick, ticks, seed.
 */

import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { isHuadanError } from '../../shared/errors.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { withFaults, type FaultChances } from './faulty-store.ts';
import { createPuller } from './pulling.ts';
import { createRandom } from './random.ts';

const [, , endpoint = '', folder = '', ...numbers] = process.argv;
const [begin = 0, ticks = 0, seed = 0] = numbers.map(Number);
const ENV = { PASSES: '5m,90m', LOOKBACK: '2h', CDR_TIMEOUT: '2s', CDR_MAX_REPLY: '1MB' };
const FAULTS: FaultChances = { failWrite: 0.02, loseReply: 0.02, failRead: 0.01, lagList: 0.1 };

let warnings = 0;
process.on('warning', () => warnings++);

/** What is held now, after everything that can go has gone. */
async function heldBytes(): Promise<number> {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.();
    await wait(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function listeners(): number {
  const emitters = [process, process.stdout, process.stderr];
  return emitters
    .flatMap((emitter) => emitter.eventNames().map((name) => emitter.listenerCount(name)))
    .reduce((a, b) => a + b, 0);
}

const resources = (): string => process.getActiveResourcesInfo().sort().join(' ');

const random = createRandom(seed);
const store = withFaults(createFolderStore(folder), { seed, ...FAULTS });
let failed = 0;

async function tell(message: { now?: number; calm?: boolean }): Promise<void> {
  process.send?.(message);
  await once(process, 'message');
}

/** Everything that holds anything is made anew for each tick, as the function does. Returns whether all was pulled. */
async function tick(now: number): Promise<boolean> {
  await tell({ now });
  const puller = createPuller(endpoint, store, { env: ENV });
  try {
    const { complete, gaps } = await puller.tick(now);
    return complete && gaps === 0;
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    failed++;
    return false;
  } finally {
    puller.close();
  }
}

// The streams are handles from their first use on, and what loaded this program takes a moment to close.
listeners();
while (resources().includes('CloseReq')) await wait(20);
const before = { resources: resources(), listeners: listeners() };
let now = begin;
let earlyBytes = 0;
for (let count = 0; count < ticks; count++) {
  await tick(now);
  // Ticks come early, late and twice.
  now += Math.floor(random() * 720);
  if (count === Math.floor(ticks / 10)) earlyBytes = await heldBytes();
}
const lateBytes = await heldBytes();
const failedInStorm = failed;

await tell({ calm: true });
store.chances = {};
// Past the last pass of the last recording; at most a day, which is past the longest wait of a hole.
for (let hours = 1; hours <= 24; hours++) if ((await tick((now += 3600))) && hours > 4) break;

// A socket takes a moment to close.
for (let turn = 0; turn < 3000 && resources() !== before.resources; turn++) await wait(20);
const after = { resources: resources(), listeners: listeners() };
process.send?.({
  earlyBytes,
  lateBytes,
  failed: failedInStorm,
  failedInCalm: failed - failedInStorm,
  before,
  after,
  warnings,
});
process.disconnect();
