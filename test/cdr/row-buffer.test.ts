import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowBuffer } from '../../shared/cdr/row-buffer.ts';
import { runs, SEED } from '../support/seed.ts';

interface Row {
  readonly id: string;
  readonly more: string;
  readonly filedAt: number;
}

/** Few ids, many of them alike at their start, one of them in another's beginning, and now and then one of any kind. */
const id = fc.oneof(
  fc.nat({ max: 30 }).map((n) => `12-190123-${n.toString(2)}`),
  fc.stringMatching(/^[0-9a-f]{6,9}$/).map((hex) => `12-190123-2773afbb${hex}`),
  fc.string({ minLength: 1 }),
);
const row: fc.Arbitrary<Row> = fc.record({
  id,
  more: fc.oneof(fc.constant(''), fc.string({ maxLength: 3 })),
  filedAt: fc.nat({ max: 4 }),
});
const rows = fc.array(row, { maxLength: 600 });
const few = fc.array(row, { maxLength: 5 });

function fieldsOf({ id: callId, more }: Row): string {
  return `${JSON.stringify(callId)}\n${JSON.stringify(more)}\n`;
}

/** Adds the rows, and tells of each whether it was new. */
function fill(buffer: RowBuffer, list: readonly Row[]): boolean[] {
  return list.map((one) => {
    const fields = Buffer.from(`lead${fieldsOf(one)}`);
    return buffer.add(fields, 4, fields.length, one.filedAt);
  });
}

function filled(list: readonly Row[]): RowBuffer {
  const buffer = new RowBuffer();
  fill(buffer, list);
  return buffer;
}

const textOf = (buffer: RowBuffer, at: number): string =>
  buffer.fields(at, (bytes, start, end) => bytes.toString('utf8', start, end));
const keyOf = (buffer: RowBuffer, at: number): Buffer => Buffer.from(textOf(buffer, at).split('\n')[0]!);

/** Everything a buffer says of its rows, and of these others. */
function told(buffer: RowBuffer, others: readonly Row[]): unknown {
  return {
    rows: Array.from({ length: buffer.size }, (_, at) => ({
      fields: textOf(buffer, at),
      filedAt: buffer.filedAt(at),
      next: buffer.nextOfCall(at),
    })),
    found: others.map((one) => {
      const fields = Buffer.from(fieldsOf(one));
      const first = buffer.find(fields, 0, fields.indexOf(10));
      return { first, has: buffer.has(fields, 0, fields.length) };
    }),
    repeated: buffer.repeatedCalls,
    order: [...buffer.sorted()],
  };
}

/** The same, worked out the plain way: of the rows that are different, in the order they came. */
function expected(list: readonly Row[], others: readonly Row[]): unknown {
  const different = list.filter((one, i) => list.findIndex((other) => fieldsOf(other) === fieldsOf(one)) === i);
  const chain = (callId: string): number[] => [...different.keys()].filter((at) => different[at]!.id === callId);
  const bytes = (at: number): Buffer => Buffer.from(JSON.stringify(different[at]!.id));
  return {
    rows: different.map((one, at) => ({
      fields: fieldsOf(one),
      filedAt: one.filedAt,
      next: chain(one.id).find((later) => later > at) ?? -1,
    })),
    found: others.map((one) => ({
      first: chain(one.id)[0] ?? -1,
      has: different.some((other) => fieldsOf(other) === fieldsOf(one)),
    })),
    repeated: different.filter((one, at) => chain(one.id)[0] !== at).length,
    order: [...different.keys()].sort(
      (a, b) => different[a]!.filedAt - different[b]!.filedAt || Buffer.compare(bytes(a), bytes(b)) || a - b,
    ),
  };
}

test(`each different row is kept once, in the chain of its call, is found again and sorted (SEED=${SEED})`, () => {
  const kept = fc.property(rows, few, (list, others) => {
    const buffer = new RowBuffer();
    const isNew = fill(buffer, list);
    expect(isNew).toEqual(list.map((one, i) => list.findIndex((other) => fieldsOf(other) === fieldsOf(one)) === i));
    expect(told(buffer, [...list, ...others])).toEqual(expected(list, [...list, ...others]));
  });
  fc.assert(kept, { numRuns: runs(100, 5000), seed: SEED });
});

test(`merged buffers are as one that got all their rows (SEED=${SEED})`, () => {
  const merged = fc.property(fc.array(rows, { minLength: 1, maxLength: 4 }), few, (lists, more) => {
    const buffer = lists.map(filled).reduce((all, one) => all.merge(one), new RowBuffer());
    fill(buffer, more);
    expect(told(buffer, more)).toEqual(expected([...lists.flat(), ...more], more));
  });
  fc.assert(merged, { numRuns: runs(100, 5000), seed: SEED });
});

test('a row larger than a slab is kept whole, and so are its neighbours', () => {
  const list = ['a', 'b'.repeat(3 << 20), 'c', 'd'.repeat((1 << 20) + 1), 'e'].map((more, i) => ({
    id: `${i}`,
    more,
    filedAt: i,
  }));
  const buffer = filled(list);
  expect(list.map((one, at) => textOf(buffer, at) === fieldsOf(one))).toEqual(list.map(() => true));
});

test('many calls of one second are sorted by their ids', () => {
  const list = Array.from({ length: 10_000 }, (_, i) => ({ id: `c${(i * 7919) % 10_000}`, more: '', filedAt: 1 }));
  const buffer = filled(list);
  const ids = [...buffer.sorted()].map((at) => keyOf(buffer, at).toString());
  expect(ids).toEqual([...ids].sort());
});

const PRIME = 0x01000193;
/** What the multiplication by PRIME is undone with, modulo 2^32. */
const UNDO = 0x359c449b;
/** The table of so many rows is looked at by so many bits of a hash. */
const ROWS = 40_000;
const BITS = 17;

/** Different ids that FNV-1a, an unkeyed hash, sends to one place of the table: anybody can make them. */
function collidingIds(): string[] {
  const mask = 2 ** BITS - 1;
  // The hash before the last byte, which is a quote: the place is 0.
  const wanted = (Math.imul(0, UNDO) ^ 0x22) >>> 0;
  const before = Math.imul(wanted, UNDO) & mask;
  const ids: string[] = [];
  for (let n = 0; ids.length < ROWS; n++) {
    const prefix = n.toString(36);
    let hash = Math.imul(0x811c9dc5 ^ 0x22, PRIME);
    for (const char of prefix) hash = Math.imul(hash ^ char.charCodeAt(0), PRIME);
    for (let byte = 0x30; byte < 0x7b; byte++) {
      if (byte === 0x5c) continue;
      const last = (Math.imul(hash ^ byte, PRIME) & mask) ^ before;
      if (last >= 0x30 && last < 0x5c) ids.push(prefix + String.fromCharCode(byte, last));
    }
  }
  return ids.slice(0, ROWS);
}

function fillMs(ids: readonly string[]): number {
  const list = ids.map((callId) => Buffer.from(fieldsOf({ id: callId, more: '', filedAt: 0 })));
  const started = performance.now();
  const buffer = new RowBuffer();
  for (const fields of list) buffer.add(fields, 0, fields.length, 0);
  expect([buffer.size, buffer.repeatedCalls]).toEqual([ROWS, 0]);
  return performance.now() - started;
}

test('ids that were made to collide cost no more than others', () => {
  const colliding = collidingIds();
  const usual = colliding.map((_, i) => `12-190123-${i}`);
  const measured = [1, 2, 3].map(() => [fillMs(usual), fillMs(colliding)] as const);
  const least = (at: 0 | 1): number => Math.min(...measured.map((pair) => pair[at]));
  // With FNV-1a it is two hundred times as much.
  expect(least(1) / least(0)).toBeLessThan(20);
});
