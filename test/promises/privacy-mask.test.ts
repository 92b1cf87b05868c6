/** What is private is hidden however it is written; what a person needs to find a file or a time is not. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createLayout } from '../../shared/archive/layout.ts';
import { mask } from '../../shared/mask.ts';
import { createIsoTime } from '../../shared/time.ts';
import { expectNoNumbers, numbersIn } from '../support/no-numbers.ts';
import { SEED } from '../support/seed.ts';

const digits = (from: number, to = from): fc.Arbitrary<string> =>
  fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: from, maxLength: to });
/** Mobile and fixed numbers as the vendor writes them, 400 numbers, and those of other countries. */
const number = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '0086', '86', '+86'), fc.integer({ min: 3, max: 9 }), digits(9))
    .map(([prefix, second, rest]) => `${prefix}1${second}${rest}`),
  fc
    .tuple(fc.constantFrom('0086', ''), fc.constantFrom('010', '020', '0755', '0571'), digits(7, 8))
    .map((all) => all.join('')),
  digits(7).map((rest) => `400${rest}`),
  digits(9, 15).map((rest) => `00${rest}`),
);
const separator = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.constantFrom(
    ' ',
    '-',
    '.',
    '(',
    ')',
    '[',
    ']',
    ') ',
    ' (',
    ' - ',
    '\u00a0',
    '\n',
    '–',
    '（',
    '）',
    '－',
    '·',
    '\u202c',
    '/',
    '_',
    '|',
    '、',
    '，',
    '        ',
  ),
);

/** A number with anything between its digits, which may be full-width. */
const spelled = fc
  .tuple(number, fc.infiniteStream(separator), fc.boolean())
  .map(([plain, separators, wide]) => {
    const all = plain.match(/\d/g) ?? [];
    const figures = wide ? all.map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)) : all;
    return {
      plain,
      text: figures.map((digit, i) => (i === 0 ? digit : `${separators.next().value}${digit}`)).join(''),
    };
  })
  // A number that is written as a date is a date.
  .filter(({ text }) => !/(?:19|20)\d\d[-/]\d\d[-/]\d\d(?!\d)/.test(text));

const around = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'caller ',
    '"src":"',
    '2019-01-23 17:10:39 ',
    '<b>',
    'tel:',
    '号码',
    'of 12 calls ',
    '\\"',
    'x=',
    '+',
  ),
);

it(`no number is left in a text, however it is written and whatever stands around it (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(spelled, around, around, ({ plain, text }, before, after) => {
      expectNoNumbers(mask(before + text + after), [plain]);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

it(`no number is left in base64, wherever it was cut off (SEED=${SEED})`, () => {
  const cut = fc.tuple(
    spelled,
    fc.string(),
    fc.string(),
    fc.nat({ max: 3 }),
    fc.constantFrom<BufferEncoding>('base64', 'base64url'),
    fc.boolean(),
  );
  fc.assert(
    fc.property(cut, ([{ plain, text }, before, after, from, encoding, twice]) => {
      const once = Buffer.from(`    ${before}${text}${after}`).toString(encoding);
      const encoded = twice ? Buffer.from(once).toString('base64') : once;
      expectNoNumbers(mask(`the reply: ${encoded.slice(from)} broke off`), [plain]);
    }),
    { seed: SEED, numRuns: 1000 },
  );
});

describe('the helper that looks for numbers finds them', () => {
  const NUMBER = '0086 138-1234-0001';
  const once = Buffer.from('{"src":"008613812340001"}').toString('base64');
  test.each([
    '008613812340001',
    '(0086) 138.1234.0001',
    '００８６１３８１２３４０００１',
    once,
    once.slice(5),
    Buffer.from(once).toString('base64'),
    `${once.slice(0, 12)}\n${once.slice(12)}`,
  ])('%j', (text) => {
    expect(numbersIn(`x ${text} y`, [NUMBER])).toEqual([NUMBER]);
  });

  test('and no others', () => {
    expect(numbersIn('0086138****0001, 2019-01-23T17:10:39+08:00', [NUMBER])).toEqual([]);
  });
});

describe('the replies of a vendor that broke off', () => {
  const NUMBERS = ['13812340001', '075586013388', '008613912340002', '008613500000001'];
  test.each(['a', 'b', 'c'])('input-%s', (name) => {
    const file = new URL(`../fixtures/cases/33-numbers-in-the-log/input-${name}.txt`, import.meta.url);
    const text = readFileSync(file, 'utf8');
    expect(numbersIn(text, NUMBERS)).not.toEqual([]);
    for (let end = text.length; end > 0; end -= 7) expectNoNumbers(mask(text.slice(0, end)), NUMBERS);
  });
});

test.each([
  ['008613500000000', '0086135****0000'],
  ['138-1234-0001', '138****0001'],
  ['+86 (138) 1234 0001', '+86138****0001'],
  ['13812340001 13912340002', '****0002'],
  ['12-190123-2773afbbe32943668a2fb98e', '****'],
  ['https://recordings.example.com/20190123/a.mp3?sign=1', 'https://recordings.example.com/****'],
  [String.raw`"https:\/\/recordings.example.com\/a.mp3"`, String.raw`"https:\/\/recordings.example.com/****"`],
  ['https%3A%2F%2Frecordings.example.com%2Fa.mp3', 'https%3A%2F%2Frecordings.example.com/****'],
  ['http://user:password@proxy.example.com:8080/', 'http://proxy.example.com:8080/****'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer ****'],
  ['huadan_0123456789abcdefABCDEF', '****'],
  ['x'.repeat(3) + 'ab'.repeat(32), 'xxx' + 'ab'.repeat(32)],
  ['ab'.repeat(32), '****'],
])('%j is told as %j', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

test('secrets are hidden as whole words, the longest first', () => {
  expect(mask('id 1 of 1-2, 11 and ab1', ['1', '1-2'])).toBe('id **** of ****, 11 and ab1');
});

const second = fc.integer({ min: 946_684_800, max: 4_102_000_000 });

it(`nothing is lost of what the project says about slots, parts, windows and times (SEED=${SEED})`, () => {
  const part = fc.integer({ min: 0, max: 999 });
  const count = fc.integer({ min: 0, max: 99_999_999 });
  fc.assert(
    fc.property(second, second, part, count, fc.constantFrom(28_800, 0, -12_600), (from, to, n, calls, offset) => {
      const iso = createIsoTime(offset);
      const { slotOf, part: partOf, rejectName } = createLayout({ slotSeconds: 600, utcOffsetSeconds: offset });
      const name = partOf(slotOf(from), n).name;
      const slot = name.slice(18, 31);
      const day = iso(from).slice(0, 10);
      for (const text of [
        `Reading ${name}: it is cut off. Move it and ${partOf(slotOf(from), 999).name} away.`,
        `slot ${slot} part ${n} ${slot}-${String(n).padStart(3, '0')} (${calls} calls)`,
        `the window ${iso(from)} - ${iso(to)} failed`,
        `the window ${iso(from)} ${iso(to)} ${calls} rows`,
        `${iso(from)}/${iso(to)}`,
        `${iso(from).replace('T', ' ').slice(0, 19)}.123 ${calls} ms`,
        `dt=${day} ${n} parts, days/dt=${day}/calls-000.jsonl.gz`,
        `${new Date(from * 1000).toISOString()} 200 ${n}`,
        `_state/pull-${slot}00.broken.json`,
        `set aside as ${rejectName(from, '0123456789abcdef'.repeat(2))}`,
        `requestId e72179b7-9e82-4bcf-a62d-523d5baf571f, connect ECONNREFUSED 203.0.113.77:443 of 10.255.0.12`,
        `Node v20.19.0, huadan 0.1.0, SLOT_MINUTES was 10`,
      ]) {
        expect(mask(text)).toBe(text);
      }
    }),
    { seed: SEED },
  );
});

test.each([
  ['digits', '1'],
  ['digits and spaces', '1 '],
  ['digits and many dashes', '1-----'],
  ['hexadecimal digits', 'a'],
  ['base64 of digits', 'MTM4MTIz'],
  ['short lines of base64', 'AAAAAAAAAAAA\n'],
  ['addresses', 'http://'],
  ['dates', '2019-01-23-'],
  ['IP addresses', '1.2.3.4.'],
  ['callIds', '12-123456-'],
  ['headers', 'Bearer '],
  ['spaces', ' '],
])('64 KB of %s are masked in time that grows with their length', (_what, unit) => {
  const text = (length: number): string => `${unit.repeat(Math.ceil(length / unit.length)).slice(0, length)}z`;
  const took = (length: number): number => {
    const start = process.cpuUsage();
    mask(text(length));
    return process.cpuUsage(start).user / 1000;
  };
  took(1024);
  // Measured: 120 ms at most. A pattern that is not linear takes minutes.
  expect(took(65_536)).toBeLessThan(3000);
});
