/** One window: asked for, in pieces where the vendor cuts its lists, and filed. */

import { addToSlot, type Archive } from '../../shared/archive/add.ts';
import { createRecall, type SlotRecall } from '../../shared/archive/recall.ts';
import { setAside } from '../../shared/archive/rejects.ts';
import type { FieldsDecoder } from '../../shared/cdr/decode.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import { ask, type AskContext } from '../../shared/source/getcdr/client.ts';
import { askInHalves, type Refusal } from '../../shared/source/split-window.ts';
import {
  countWaiting,
  createCollector,
  createGathered,
  release,
  takeOver,
  type Gathered,
  type Recalls,
} from './collect.ts';
import type { Counters } from './counters.ts';

export interface WindowContext {
  readonly vendor: AskContext;
  readonly archive: Archive;
  readonly decode: FieldsDecoder;
  readonly counters: Counters;
}

/** Past this many rows what waits is filed before more is asked for: memory does not grow with the window. */
const MOST_WAITING = 100_000;

/** Files what was gathered, in the order of its slots, and counts it. */
async function file(gathered: Gathered, at: Window, context: WindowContext, recalls: Recalls): Promise<void> {
  const { archive, counters } = context;
  const { slots, rejects, received, deferred } = gathered;
  let written = 0;
  try {
    await setAside(archive, at.from, rejects);
    for (const [slot, { batch, ahead }] of [...slots].sort(([a], [b]) => a - b)) {
      const { added, revised, parts } = await addToSlot(archive, slot, batch, { ahead, recall: recalls.get(slot) });
      written += added + revised;
      counters.added += added;
      counters.revised += revised;
      counters.parts += parts;
    }
  } finally {
    release(slots, recalls);
  }
  counters.received += received;
  counters.deferred += deferred;
  counters.rejected += rejects.length;
  counters.known += received - deferred - rejects.length - written;
}

/**
 * Pulls one window to its end and counts what happened. What came is filed also when a later piece fails.
 * @returns the pieces the vendor refused
 * @throws HuadanError when the vendor as a whole or the archive fails; what was filed until then stays
 */
export async function pullWindow(window: Window, context: WindowContext): Promise<Refusal[]> {
  const recalls = new Map<EpochSeconds, SlotRecall>();
  let gathered = createGathered();
  const fileGathered = async (): Promise<void> => {
    const full = gathered;
    gathered = createGathered();
    await file(full, window, context, recalls);
  };
  try {
    return await askInHalves(window, async (piece) => {
      if (countWaiting(gathered) > MOST_WAITING) {
        // More is to come, of the same slots for the most part.
        for (const slot of gathered.slots.keys()) recalls.set(slot, recalls.get(slot) ?? createRecall());
        await fileGathered();
      }
      const makeSink = (): ReturnType<typeof createCollector> =>
        createCollector(piece, context.archive, context.decode, recalls);
      const { sink, cutShort } = await ask({ src: '', ...piece }, makeSink, context.vendor);
      takeOver(gathered, sink.gathered);
      return { cutShort };
    });
  } finally {
    await fileGathered();
  }
}
