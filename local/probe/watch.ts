/** Follows one call from hang-up until its recording came: how late rows and recordings are. */

import type { Deps } from '../../shared/deps.ts';
import { MOST_QUESTIONS, type Asker } from './asker.ts';
import type { Words } from '../words/index.ts';
import type { SeenCall } from './seen-call.ts';

export interface Watched {
  /** `nothing`: no call ended. `noRecording`: the recording did not come as long as it was watched. */
  readonly outcome: 'recording' | 'noRecording' | 'nothing' | 'stopped';
  readonly questions: number;
  /** From hang-up until a range gave the row; `withinSeconds`: the question before this one did not. */
  readonly row: Late | undefined;
  readonly recording: Late | undefined;
}

export interface Late {
  readonly seconds: number;
  readonly withinSeconds: number;
}

export interface WatchContext extends Pick<Deps, 'clock'> {
  readonly ask: Asker;
  /** Waits, or less when there is a stop. */
  readonly wait: (ms: number) => Promise<void>;
  readonly stop: AbortSignal;
  readonly say: Words['probe']['watch'];
  /** A line about how it goes. */
  readonly tell: (text: string) => void;
}

const RANGE_SECONDS = 3600;
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 600;
const GROWTH = 1.3;
/** Half for the call, half for its recording. */
const MOST_FOR_ROW = MOST_QUESTIONS / 2;

export async function watchCall({ ask, wait, stop, clock, say, tell }: WatchContext): Promise<Watched> {
  const now = (): number => Math.floor(clock() / 1000);
  let askedAt = now();
  let before = askedAt;

  /** A call that was not there at the question before, the answered one that hung up last. */
  async function awaitRow(): Promise<SeenCall | undefined> {
    const first = await ask.range(now() - RANGE_SECONDS, now());
    const known = new Set(first.calls.map(({ callId }) => callId));
    while (!stop.aborted && ask.count() < MOST_FOR_ROW) {
      await wait(FIRST_WAIT_SECONDS * 1000);
      before = askedAt;
      askedAt = now();
      const { calls } = await ask.range(askedAt - RANGE_SECONDS, askedAt);
      const fresh = calls.filter(({ callId, isAnswered }) => isAnswered && !known.has(callId));
      const call = fresh.sort((a, b) => b.end - a.end)[0];
      if (call !== undefined) return call;
      for (const { callId } of calls) known.add(callId);
    }
    return undefined;
  }

  const late = (call: SeenCall): Late => ({
    seconds: Math.max(0, askedAt - call.end),
    withinSeconds: askedAt - before,
  });

  tell(say.waiting);
  const call = await awaitRow();
  const done = (outcome: Watched['outcome'], row?: Late, recording?: Late): Watched => ({
    outcome: outcome !== 'recording' && stop.aborted ? 'stopped' : outcome,
    questions: ask.count(),
    row,
    recording,
  });
  if (call === undefined) return done('nothing');
  const row = late(call);
  if (call.hasRecording) return done('recording', row, row);
  tell(say.rowCame(row.seconds));
  for (let seconds = FIRST_WAIT_SECONDS; !stop.aborted && ask.count() < MOST_QUESTIONS;) {
    await wait(seconds * 1000);
    before = askedAt;
    askedAt = now();
    const { calls } = await ask.byId(call.callId);
    if (calls.some(({ hasRecording }) => hasRecording)) return done('recording', row, late(call));
    seconds = Math.min(LONGEST_WAIT_SECONDS, Math.round(seconds * GROWTH));
  }
  return done('noRecording', row);
}

/** As a person reads it. */
export function watchedText({ outcome, row, recording, questions }: Watched, say: Words['probe']['watch']): string {
  const lines = [
    ...(row === undefined ? [] : [say.row(row.seconds, row.withinSeconds)]),
    ...(recording === undefined ? [] : [say.recording(recording.seconds, recording.withinSeconds)]),
    say.questions(say.ends[outcome], questions),
  ];
  return `${lines.join('\n')}\n`;
}
