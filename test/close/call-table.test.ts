import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCallTable } from '../../functions/close/call-table.ts';
import { runs, SEED } from '../support/seed.ts';

const WHOLE = { of: 1, remainder: 0 };
const idOf = (id: string): [Buffer, number, number] => [Buffer.from(`${id}","src"`), 0, id.length];

test(`a table finds each call again by its id, however it grew and whatever lay in its memory (SEED=${SEED})`, () => {
  const days = fc.array(fc.tuple(fc.nat({ max: 20_000 }), fc.nat({ max: 3 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(days, fc.nat({ max: 255 }), (sizes, filling) => {
      const memory = Buffer.alloc(2_000_000, filling);
      const table = createCallTable(() => memory.buffer, 2 ** 15);
      for (const [size, salt] of sizes) {
        table.begin(WHOLE);
        const find = (i: number): number => Number(table.find(...idOf(`12-26030${salt}-${i}`)));
        const numbers = Array.from({ length: size }, (_, i) => i);
        for (const i of numbers) {
          const call = find(i);
          table.setLatest(call, table.latest(call) + i);
        }
        expect(numbers.map((i) => table.latest(find(i)))).toEqual(numbers);
        let count = 0;
        table.forEach(() => count++);
        expect(count).toBe(size);
      }
    }),
    { seed: SEED, numRuns: runs(5, 200) },
  );
});

test('a full table says so, and is full of what it was for only', () => {
  const table = createCallTable((bytes) => new ArrayBuffer(bytes), 2 ** 13);
  table.begin(WHOLE);
  const found = Array.from({ length: 6145 }, (_, i) => table.find(...idOf(`c${i}`)));
  expect(found.slice(0, 6144)).not.toContain('full');
  expect(found.at(-1)).toBe('full');
  expect(table.find(...idOf('c17'))).toBe(found[17]);
  table.begin({ of: 2, remainder: 1 });
  expect(new Set(Array.from({ length: 4000 }, (_, i) => table.find(...idOf(`c${i}`)))).has(-1)).toBe(true);
});
