/** One call of the simulated call centre: how it went, and its row as the vendor shows it. */

import { createIsoTime, type EpochSeconds } from '../../shared/time.ts';
import type { PhoneBook } from './phone-book.ts';
import type { Random, Weighted } from './random.ts';
import { BEIJING_OFFSET_SECONDS } from './start-times.ts';

export interface Call {
  readonly callId: string;
  readonly start: EpochSeconds;
  /** The row once the recording is there; every value a string. */
  readonly row: Readonly<Record<string, string>>;
  /** When the row can first be seen: a few seconds after hang-up. */
  readonly publishedAt: EpochSeconds;
  /** When the row gets its `recordUrl`. The vendor says that a recording is there about 20 s after the call. */
  readonly recordedAt: EpochSeconds;
}

/** The field may be absent, which means 3. */
const CALL_TYPES = [
  ['3', 95],
  ['2', 3],
  ['1', 1],
  [undefined, 1],
] as const;

type Seconds = readonly [least: number, most: number];

/** A callback rings the caller first and the callee when the caller has answered. These steps follow each other. */
const STEP_SECONDS: readonly Seconds[] = [
  [1, 4], // until the caller's phone rings
  [3, 20], // until the caller answers
  [0, 1], // until the callee is called
  [1, 5], // until the callee's phone rings
  [4, 25], // until the callee answers
];

/** Half of all talks are under 80 seconds, a few last for more than half an hour. */
const talkSeconds = (random: Random): number =>
  Math.min(2340, Math.max(2, Math.round(80 * Math.exp(1.1 * random.normal()))));

/** How a call may end: after how many of the steps, and for how many seconds it goes on after the last of them. */
interface Ending {
  readonly status: string;
  readonly steps: (random: Random) => number;
  readonly seconds: (random: Random) => number;
}

const ENDINGS: readonly [Weighted<Ending>, ...Weighted<Ending>[]] = [
  [{ status: '1', steps: () => 5, seconds: talkSeconds }, 68], // they talked
  [{ status: '3', steps: () => 4, seconds: (random) => random.between(5, 55) }, 17], // the callee did not answer
  [{ status: '2', steps: () => 1, seconds: (random) => random.between(15, 60) }, 6], // the caller did not answer
  [{ status: '5', steps: () => 3, seconds: (random) => random.between(1, 12) }, 5], // the callee was not reached
  [{ status: '4', steps: () => 0, seconds: (random) => random.between(1, 8) }, 3], // the caller was not reached
  // Unknown: the vendor's record of the call ends at any of the steps.
  [{ status: '0', steps: (random) => random.between(0, 5), seconds: (random) => random.between(1, 300) }, 1],
];

const beijingTime = createIsoTime(BEIJING_OFFSET_SECONDS);

export function makeCall(random: Random, start: EpochSeconds, phoneBook: PhoneBook): Call {
  const day = beijingTime(start).slice(0, 10).replaceAll('-', '');
  const callId = `12-${day.slice(2)}-${random.hex(32)}`;
  const { status, ...ending } = random.pickWeighted(ENDINGS);
  const steps = ending.steps(random);
  const seconds = ending.seconds(random);

  let time = start;
  const times = STEP_SECONDS.slice(0, steps).map((range) => String((time += random.between(...range))));
  const [srcRing = '0', srcAccept = '0', dstCall = '0', dstRing = '0', dstAccept = '0'] = times;
  const end = time + seconds;

  const callType = random.pickWeighted(CALL_TYPES);
  // The vendor's sample has its keys in this order.
  const row = {
    bizId: random.chance(0.3) ? `crm${random.digits(9)}` : '',
    callEndStatus: status,
    callId,
    ...(callType !== undefined && { callType }),
    dst: phoneBook.customer(random),
    dstAcceptTime: dstAccept,
    duration: String(status === '1' ? seconds : 0),
    endCallTime: String(end),
    orderId: random.chance(0.1) ? `D${day}${random.digits(8)}` : '',
    recordUrl: status === '1' && random.chance(0.95) ? `https://recordings.example.com/${day}/${callId}.mp3` : '',
    src: phoneBook.agent(random),
    srcAcceptTime: srcAccept,
    startDstCallTime: dstCall,
    startDstRingTime: dstRing,
    startSrcCallTime: String(start),
    startSrcRingTime: srcRing,
  };
  return {
    callId,
    start,
    row,
    publishedAt: end + random.between(3, 12),
    recordedAt: end + random.between(20, 90),
  };
}

/** The row as it stands at `now`. */
export function rowAt(call: Call, now: EpochSeconds): Readonly<Record<string, string>> {
  return now < call.recordedAt ? { ...call.row, recordUrl: '' } : call.row;
}
