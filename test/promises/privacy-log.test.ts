import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { createLog } from '../../shared/log.ts';
import { expectNoNumbers } from '../support/no-numbers.ts';
import { SEED } from '../support/seed.ts';
import { anyText } from '../support/any-text.ts';

const NUMBERS = ['008613812340001', '075586013388'];

function logged(message: string, facts?: Record<string, unknown>, secrets: string[] = []): string {
  const lines: string[] = [];
  createLog({ secrets, write: (line) => void lines.push(line) })('error', message, facts);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

it(`a line is one line of JSON under 8 KB, whatever is logged (SEED=${SEED})`, () => {
  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
    anyText.map((text) => text.repeat(300)),
  );
  const facts = fc.dictionary(anyText, value, { maxKeys: 120 });
  fc.assert(
    fc.property(
      anyText.map((text) => text.repeat(300)),
      facts,
      (message, one) => {
        const line = logged(message, one);
        expect(Buffer.byteLength(line)).toBeLessThan(8192);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toMatchObject({ level: 'error' });
        expect(line).not.toMatch(/[\u007f-\u009f\u202a-\u202e\u2028\u2029]/);
      },
    ),
    { seed: SEED, numRuns: 100 },
  );
});

test('what does not fit is left out, the rest stays in its order, and the line says so', () => {
  const many = Array.from({ length: 100 }, () => 'x'.repeat(900));
  expect(JSON.parse(logged('slow', { windows: 3, many, lagSeconds: 810 }))).toEqual({
    level: 'error',
    message: 'slow',
    windows: 3,
    lagSeconds: 810,
    cut: true,
  });
  expect(JSON.parse(logged('long', { text: 'x'.repeat(50_000) }))).toEqual({
    level: 'error',
    message: 'long',
    text: `${'x'.repeat(1000)}…`,
  });
});

test('numbers are hidden in messages, values and keys, however deep', () => {
  const line = logged('of 0086 138-1234-0001', {
    '(0755) 8601-3388': 1,
    rows: [{ src: '00861381234 0001', deep: { '0086-13812340001': ['0755.8601.3388'] } }],
    error: new Error('caller 008613812340001'),
    big: 8_613_812_340_001n,
  });
  expectNoNumbers(line, [...NUMBERS, '8613812340001']);
});

test('numbers of ours stay as they are: counters, lag, epoch seconds', () => {
  const facts = { received: 123_456_789_012, lagSeconds: 810, now: 1_548_234_660, complete: true, last: null };
  expect(JSON.parse(logged('pull', facts))).toEqual({ level: 'error', message: 'pull', ...facts });
});

test('a line cannot be passed off as another one', () => {
  const line = logged('x\n{"level":"info"}\u009b31m\u202e', { level: 'info', message: 'fine' });
  expect(line.split('\n')).toHaveLength(2);
  expect(JSON.parse(line)).toEqual({ level: 'error', message: 'x\n{"level":"info"}\u009b31m\u202e' });
});

test('what JSON does not know is no reason to lose a line', () => {
  const circle: Record<string, unknown> = { name: 'a' };
  circle['self'] = circle;
  const line = logged('odd', { circle, none: undefined, day: new Date(0), never: new Date(Number.NaN), call: () => 1 });
  expect(JSON.parse(line)).toMatchObject({
    level: 'error',
    message: 'odd',
    day: '1970-01-01T00:00:00.000Z',
    never: null,
  });
});

test('secrets and recordings are hidden in keys and values', () => {
  const line = logged('id-1', { 'id-1': 'id-1', url: 'https://rec.example.com/a.mp3' }, ['id-1']);
  expect(line).not.toContain('id-1');
  expect(line).not.toContain('a.mp3');
});
