/** Asks the vendor and keeps what was asked for. Loaded with the first accepted lookup: refusals need no network. */

import { createHash } from 'node:crypto';
import { FIELDS, SEPARATOR } from '../../shared/cdr/fields.ts';
import { createLineWriter, lineText } from '../../shared/cdr/line.ts';
import { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import { HuadanError } from '../../shared/errors.ts';
import type { Answer, AskOptions, Source } from '../../shared/source/source.ts';
import { calls } from '../../shared/source/split-window.ts';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Found } from './find.ts';
import type { CallerQuestion, CallQuestion } from './query.ts';
import { mayBeSameNumber, vendorNumber } from './same-number.ts';

/**
 * The platform refuses answers of more than 6 MB (cloud.tencent.com/document/product/583/11637), and the answer travels
 * as a JSON string, in which every quote takes two bytes.
 */
const MAX_ANSWER_BYTES = 4_500_000;
/**
 * What one reply's rows may take, which is more than an answer of them may. Replies that hold more are asked for in
 * halves. The memory of several replies is in use until it is collected, so a function of 128 MB has no room for larger
 * ones.
 */
const MAX_REPLY_ROWS_BYTES = 5 * 1024 * 1024;
/** Requests to the vendor for one question: halves may be halved again, and a person waits for the answer. */
const MAX_REQUESTS = 200;
/** A person waits for the answer: a quick 503 is better than a fourth attempt. */
const ATTEMPTS = 3;

const CALL_ID = FIELDS.findIndex(([name]) => name === 'callId');
const SRC = FIELDS.findIndex(([name]) => name === 'src');

function overBudget(): HuadanError {
  return new HuadanError(
    'window',
    `Asking the vendor for the calls of one caller: it takes more than ${MAX_REQUESTS} requests. Ask for a shorter range.`,
    { facts: { overBudget: true } },
  );
}

type IsAskedFor = (row: { callId: string; src: string | null; filedAt: EpochSeconds }) => boolean | 'outside';

/** Collects what was asked for out of the answers to one question. */
function createCollection(isAskedFor: IsAskedFor, utcOffsetSeconds: number) {
  const writeLine = createLineWriter(utcOffsetSeconds);
  const textOf = (fields: Buffer, start: number, end: number): string => `${lineText(writeLine, fields, start, end)}}`;
  const rows = new RowBuffer();
  const unreadable = new Map<string, string>();
  let bytes = 0;
  let foreign = 0;
  const isTooMuch = (): boolean => bytes > MAX_ANSWER_BYTES;

  function takeRow(filedAt: EpochSeconds, fields: Buffer, start: number, end: number): void {
    const values = fields.toString('utf8', start, end).split(SEPARATOR, SRC + 1);
    const [callId, src]: (string | null)[] = [values[CALL_ID], values[SRC]].map((json) => JSON.parse(json ?? 'null'));
    const asked = isAskedFor({ callId: callId ?? '', src: src ?? null, filedAt });
    if (asked === false) foreign++;
    else if (asked === true && rows.add(fields, start, end, filedAt))
      bytes += Buffer.byteLength(textOf(fields, start, end));
  }

  return {
    isTooMuch,
    take({ rows: answered, rejects }: Answer): void {
      for (let row = 0; row < answered.size && !isTooMuch(); row++) {
        answered.fields(row, (fields, start, end) => takeRow(answered.filedAt(row), fields, start, end));
      }
      // What comes again in a half is counted once.
      for (const { raw, reason } of rejects) {
        unreadable.set(createHash('sha256').update(raw).digest('base64'), reason);
      }
    },
    found(): Found {
      const texts = Array.from({ length: rows.size }, (_, row) => rows.fields(row, textOf));
      const order = Array.from(texts.keys());
      order.sort((a, b) => rows.filedAt(a) - rows.filedAt(b) || (texts[a]! < texts[b]! ? -1 : 1));
      return {
        source: 'vendor',
        records: order.map((row) => texts[row] ?? ''),
        tooMuch: isTooMuch(),
        foreign,
        unreadable: unreadable.size,
        reasons: [...new Set(unreadable.values())],
      };
    },
  };
}

export interface VendorContext {
  readonly source: Source;
  readonly utcOffsetSeconds: number;
  /** On the clock of the source. */
  readonly deadlineMs: number;
  /** Called for each HTTP request that is sent. */
  readonly onRequest: () => void;
}

function asking({ deadlineMs, onRequest }: VendorContext): AskOptions {
  return { deadlineMs, onRequest, attempts: ATTEMPTS, maxAnswerBytes: MAX_REPLY_ROWS_BYTES };
}

/**
 * What the vendor has of one call.
 * @throws HuadanError of a vendor reason (`miss` where there is no such call), `oversize` or `deadline`
 */
export async function callFromVendor({ callId }: CallQuestion, context: VendorContext): Promise<Found> {
  const collection = createCollection((row) => row.callId === callId, context.utcOffsetSeconds);
  collection.take(await context.source.call(callId, asking(context)));
  return collection.found();
}

/**
 * The calls of one caller, oldest first.
 * @throws HuadanError of a vendor reason, `oversize` or `deadline`: a list with a gap in it would pass for the whole
 */
export async function callsFromVendor({ src, from, to }: CallerQuestion, context: VendorContext): Promise<Found> {
  const asked = canonicalNumber(src);
  let requests = 0;
  const counted = {
    ...context,
    onRequest: () => {
      requests++;
      context.onRequest();
    },
  };
  const collection = createCollection(
    (row) => (mayBeSameNumber(row.src, asked) ? (row.filedAt < from || row.filedAt >= to ? 'outside' : true) : false),
    context.utcOffsetSeconds,
  );
  const options = { ...asking(counted), src: vendorNumber(src) };
  for await (const piece of calls(context.source, { from, to }, options)) {
    if ('error' in piece) throw piece.error;
    collection.take(piece.answer);
    if (collection.isTooMuch()) break;
    if (requests > MAX_REQUESTS) throw overBudget();
  }
  return collection.found();
}
