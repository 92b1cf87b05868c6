import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatch, type Batch } from '../../shared/archive/row-buffer.ts';
import { range, sortRows } from '../../shared/archive/order.ts';
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

function fieldsOf({ id: callId, more }: Row): Buffer {
  return Buffer.from(`${JSON.stringify(callId)}\n${JSON.stringify(more)}\n`);
}

function fill(batch: Batch, rows: readonly Row[]): boolean[] {
  return rows.map((one) => {
    const fields = Buffer.concat([Buffer.from('lead'), fieldsOf(one)]);
    return batch.add(fields, 4, fields.length, one.filedAt);
  });
}

/** Everything a batch says of its rows, and of the calls `asked` for. */
function told(batch: Batch, asked: readonly Row[]): unknown {
  const rows = [...range(0, batch.size())].map((at) => ({
    fields: batch.fields(at, (bytes, start, end) => bytes.toString('utf8', start, end)),
    filedAt: batch.filedAt(at),
    next: batch.nextOfCall(at),
    isFirst: batch.isFirstOfCall(at),
  }));
  const found = asked.map(({ id: callId }) => {
    const key = Buffer.from(JSON.stringify(callId));
    return batch.find(key, 0, key.length);
  });
  return { rows, found };
}

test(`a batch keeps each different row once, as the chain of its call, and finds it again (SEED=${SEED})`, () => {
  const kept = fc.property(fc.array(row, { maxLength: 600 }), fc.array(row, { maxLength: 5 }), (rows, others) => {
    const batch = createBatch();
    const isNew = fill(batch, rows);
    const texts = rows.map((one) => fieldsOf(one).toString());
    expect(isNew).toEqual(texts.map((text, i) => texts.indexOf(text) === i));
    const different = rows.filter((_, i) => isNew[i]);
    const chain = (callId: string): number[] => [...different.keys()].filter((at) => different[at]?.id === callId);
    expect(told(batch, [...rows, ...others])).toEqual({
      rows: different.map((one, at) => ({
        fields: fieldsOf(one).toString(),
        filedAt: one.filedAt,
        next: chain(one.id).find((later) => later > at) ?? -1,
        isFirst: chain(one.id)[0] === at,
      })),
      found: [...rows, ...others].map(({ id: callId }) => chain(callId)[0] ?? -1),
    });
  });
  fc.assert(kept, { numRuns: runs(200, 5000), seed: SEED });
});

test(`a batch that was cleared is as good as a new one (SEED=${SEED})`, () => {
  const rows = fc.array(row, { maxLength: 600 });
  const same = fc.property(rows, rows, (before, after) => {
    const [used, fresh] = [createBatch(), createBatch()];
    fill(used, before);
    used.clear();
    expect(told(used, before)).toEqual({ rows: [], found: before.map(() => -1) });
    expect(fill(used, after)).toEqual(fill(fresh, after));
    expect(told(used, [...before, ...after])).toEqual(told(fresh, [...before, ...after]));
  });
  fc.assert(same, { numRuns: runs(200, 5000), seed: SEED });
});

test('a row larger than a slab is kept whole, and so are its neighbours', () => {
  const rows = ['a', 'b'.repeat(3 << 20), 'c', 'd'.repeat((1 << 20) + 1), 'e'].map((more, i) => ({
    id: `${i}`,
    more,
    filedAt: i,
  }));
  const batch = createBatch();
  for (let round = 0; round < 2; round++) {
    batch.clear();
    fill(batch, rows);
    const texts = rows.map((_, at) => batch.fields(at, (bytes, start, end) => bytes.toString('utf8', start, end)));
    expect(texts.map((text) => text === fieldsOf(rows[texts.indexOf(text)]!).toString())).toEqual(rows.map(() => true));
  }
});

test(`rows are sorted by second and id as comparing them one by one would sort them (SEED=${SEED})`, () => {
  const sorted = fc.property(fc.array(row, { maxLength: 400 }), fc.boolean(), (rows, inOrder) => {
    const batch = createBatch();
    fill(batch, inOrder ? [...rows].sort((a, b) => a.filedAt - b.filedAt) : rows);
    const all = range(0, batch.size());
    const plain = [...all].sort(
      (a, b) => batch.filedAt(a) - batch.filedAt(b) || Buffer.compare(keyOf(batch, a), keyOf(batch, b)) || a - b,
    );
    expect([...sortRows(all, batch)]).toEqual(plain);
  });
  fc.assert(sorted, { numRuns: runs(300, 10_000), seed: SEED });
});

function keyOf(batch: Batch, at: number): Buffer {
  return batch.fields(at, (bytes, start) => Buffer.from(bytes.subarray(start, bytes.indexOf(10, start) + 1)));
}

test('ten thousand calls of one second are sorted too', () => {
  const batch = createBatch();
  fill(
    batch,
    Array.from({ length: 10_000 }, (_, i) => ({ id: `c${(i * 7919) % 10_000}`, more: '', filedAt: 1 })),
  );
  const ids = [...sortRows(range(0, 10_000), batch)].map((at) => keyOf(batch, at).toString());
  expect(ids).toEqual([...ids].sort());
});
