import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { encodeReply, inPieces, WIRE_FORMS } from '../../local/simulator/encode-reply.ts';
import { decodeRow, decodeRowAt } from '../../shared/cdr/decode.ts';
import { decodeFields, FIELDS, type Decoded, type Unreadable } from '../../shared/cdr/fields.ts';
import { createLineWriter, lineText } from '../../shared/cdr/line.ts';
import { recordSchema, type CdrRecord } from '../../shared/cdr/schema.ts';
import { readReply } from '../../shared/source/getcdr/reply.ts';
import { runs, SEED } from '../support/seed.ts';
import { anyText } from '../support/any-text.ts';

/** Times of the tests go up to the year 2096. */
const NOW = 4_000_000_000;

const digits = fc.integer({ min: 0, max: 4_000_000_000 }).map(String);
const oddText = fc.oneof(
  anyText,
  fc.constantFrom(
    '',
    '0',
    '00',
    '-1',
    '+5',
    '1.5',
    '1548235059',
    '1548235059000',
    '2019-01-23 17:17:39',
    '2019-02-31 00:00:00',
  ),
);
const odd = fc.oneof(oddText, fc.integer(), fc.double(), fc.constantFrom(null, true, [], {}, 0));
const plain: Record<string, fc.Arbitrary<string>> = {
  text: fc.stringMatching(/^[ -~]{0,40}$/),
  time: digits,
  integer: digits,
};

/** Rows as the vendor prints them, with now and then a value, a key or an order that it does not. */
const row = fc
  .tuple(
    fc.record(
      Object.fromEntries(
        FIELDS.map(([name, kind]) => [
          name,
          fc.oneof({ weight: 12, arbitrary: plain[kind]! }, { weight: 1, arbitrary: odd }),
        ]),
      ),
      { requiredKeys: ['callId', 'startSrcCallTime'] },
    ),
    fc.oneof(fc.constant({}), fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 })),
    fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
    fc.constantFrom(0, 0, 2),
  )
  .map(([fields, further, order, indent]) => {
    const entries = Object.entries({ ...further, ...fields });
    entries.sort(([a], [b]) => (order[a.length % 16] ?? 0) - (order[b.length % 16] ?? 0));
    return JSON.stringify(Object.fromEntries(entries), null, indent);
  });

function expectAlike(fast: Decoded | Unreadable, slow: Decoded | Unreadable): void {
  if ('reason' in slow || 'reason' in fast) {
    expect(fast).toEqual(slow);
    return;
  }
  const [fastText, slowText] = [fast, slow].map(({ bytes, length }) => bytes.toString('utf8', 0, length));
  expect(fastText).toBe(slowText);
  expect([fast.filedAt, fast.replaced]).toEqual([slow.filedAt, slow.replaced]);
}

/** What may stand behind a row: the plain row's own reader must not need to be told where it ends. */
const BEHIND = ['  ', ',{"callId":"next"}', '}', '"', ']}'];

test(`the fast decoder and the plain one read every row alike (SEED=${SEED})`, () => {
  let read = 0;
  const alike = fc.property(
    fc.array(row, { minLength: 1, maxLength: 5 }),
    fc.nat({ max: 5 }),
    fc.constantFrom(...BEHIND),
    fc.constantFrom(0, 8192),
    (rows, lead, behind, room) => {
      for (const text of rows) {
        const bytes = Buffer.from(`${' '.repeat(lead)}${text}${behind}${' '.repeat(room)}`);
        const end = lead + Buffer.byteLength(text);
        const slow = decodeFields(bytes, lead, end, NOW);
        expectAlike(decodeRow(bytes, lead, end, NOW), slow);
        for (const cut of [end - 1, end + 1])
          expectAlike(decodeRow(bytes, lead, cut, NOW), decodeFields(bytes, lead, cut, NOW));
        const fast = decodeRowAt(bytes, lead, NOW);
        if (fast === undefined) continue;
        read++;
        expectAlike(fast, slow);
        expect(fast.end).toBe(end);
      }
    },
  );
  fc.assert(alike, { numRuns: runs(600, 100_000), seed: SEED });
  expect(read).toBeGreaterThan(20);
});

test(`every line written is what the schema says, and holds what the row held (SEED=${SEED})`, () => {
  const writeLine = createLineWriter(8 * 3600);
  const fits = fc.property(row, (text) => {
    const bytes = Buffer.from(text);
    const decoded = decodeRow(bytes, 0, bytes.length, NOW);
    if ('reason' in decoded) return;
    const record = JSON.parse(`${lineText(writeLine, decoded.bytes, 0, decoded.length)},"rev":0}`) as CdrRecord;
    // Its answer is not used: it leaves out a key called __proto__, which the line has.
    z.parse(recordSchema, record);
    const vendor = JSON.parse(text) as Record<string, unknown>;
    expect(record.callId).toBe(String(vendor['callId']));
    for (const [name, kind] of FIELDS) {
      const value = vendor[name];
      if (kind === 'text' && typeof value === 'string') expect(record[name]).toBe(value === '' ? null : value);
      if (kind === 'integer' && typeof value === 'string' && value !== '') expect(record[name]).toBe(Number(value) + 0);
      if (kind === 'time' && typeof value === 'string' && /^\d{5,11}$/.test(value)) {
        expect(Date.parse(String(record[name])) / 1000).toBe(Number(value));
        expect(record[name]).toMatch(/\+08:00$/);
      }
    }
    const further = Object.keys(vendor).filter((key) => !FIELDS.some(([name]) => name === key));
    for (const key of further) expect(record[key === 'rev' ? 'vendorRev' : key]).toEqual(vendor[key]);
    const written = [...FIELDS.map(([name]) => name), ...further.map((key) => (key === 'rev' ? 'vendorRev' : key))];
    expect(new Set(Object.keys(record))).toEqual(new Set([...written, 'rev']));
  });
  fc.assert(fits, { numRuns: runs(400, 100_000), seed: SEED });
});

test(`a reply gives the same rows in every form and every chunking (SEED=${SEED})`, async () => {
  const same = fc.asyncProperty(
    fc.array(
      fc.oneof(
        fc.jsonValue(),
        row.map((text) => JSON.parse(text) as unknown),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom(...WIRE_FORMS),
    fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(50_000)),
    fc.constantFrom(0, 4),
    fc.constantFrom(0, 5000),
    async (cdr, form, size, indent, more) => {
      const rows: unknown[] = [];
      const take = (bytes: Buffer, start: number, end: number): void =>
        void rows.push(JSON.parse(bytes.toString('utf8', start, end)));
      const sink = {
        row: take,
        rowAt(bytes: Buffer, start: number): number {
          const fast = decodeRowAt(bytes, start, NOW);
          if (fast === undefined) return -1;
          take(bytes, start, fast.end);
          return fast.end;
        },
        oversizeRow: (): void => expect.unreachable(),
      };
      const bytes = encodeReply(
        { result: 'x"}]', cdr, errorCode: '0', extra: { cdr: [1] }, more: '.'.repeat(more) },
        form,
        indent,
      );
      const envelope = await readReply(inPieces(bytes, size), 1 << 20, sink);
      expect(envelope.complete).toBe(true);
      expect(envelope.members.get('errorCode')).toBe('"0"');
      expect(rows).toEqual(JSON.parse(JSON.stringify(cdr)));
    },
  );
  await fc.assert(same, { numRuns: runs(250, 20_000), seed: SEED });
});

test(`a reply that is cut anywhere is never taken for a whole one (SEED=${SEED})`, async () => {
  const bytes = encodeReply({ cdr: [{ callId: 'a' }, { callId: 'b' }], errorCode: '0', offset: '0' }, 'plain');
  const sink = { row: (): void => undefined, rowAt: (): number => -1, oversizeRow: (): void => undefined };
  for (let length = 0; length < bytes.length; length++) {
    const envelope = await readReply(inPieces(bytes.subarray(0, length), 7), 1 << 20, sink);
    expect(envelope.complete, `cut after ${length} bytes`).toBe(false);
  }
});
