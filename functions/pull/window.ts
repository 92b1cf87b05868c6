/** One window: asked for, in pieces where the vendor cuts its lists, and filed. */

import { addToSlot, type Archive } from '../../shared/archive/add.ts';
import { createRecall, type SlotRecall } from '../../shared/archive/recall.ts';
import { setAside } from '../../shared/archive/rejects.ts';
import type { FieldsDecoder } from '../../shared/record/decoder.ts';
import type { EpochSeconds, Window } from '../../shared/time.ts';
import { ask, type AskContext } from '../../shared/vendor/ask.ts';
import { askInHalves, type Refusal } from '../../shared/vendor/halves.ts';
import { countWaiting, createCollector, createGathered, release, takeOver, type Gathered } from './collect.ts';
import type { Counters } from './counters.ts';

export interface WindowContext {
  readonly vendor: AskContext;
  readonly archive: Archive;
  readonly decode: FieldsDecoder;
  readonly counters: Counters;
}

/** Past this many rows what waits is filed before more is asked for: memory does not grow with the window. */
const MOST_WAITING = 100_000;

type Recalls = Map<EpochSeconds, SlotRecall>;

/** Files what was gathered, in the order of its slots, and counts it. */
async function file(gathered: Gathered, at: Window, context: WindowContext, recalls: Recalls): Promise<void> {
  const { archive, counters } = context;
  const { slots, rejects, received, deferred } = gathered;
  await setAside(archive, at.from, rejects);
  let written = 0;
  for (const [slot, filling] of [...slots].sort(([a], [b]) => a - b)) {
    const recall = recalls.get(slot);
    const { added, revised, parts } = await addToSlot(archive, slot, filling.batch, { ahead: filling.ahead, recall });
    release(filling, recall);
    written += added + revised;
    counters.added += added;
    counters.revised += revised;
    counters.parts += parts;
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
  const recalls: Recalls = new Map();
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
