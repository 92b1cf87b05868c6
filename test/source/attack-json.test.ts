import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Post } from '../../shared/http.ts';
import { askOnce, createAsker, linesOf, WINDOW, type Asked } from '../support/asking.ts';
import { ALLOWED, FORBIDDEN, GB_18030, HALF_PAIRS, NOT_UTF8, UNBALANCED, UNKEEPABLE } from '../support/json-cases.ts';
import { postReply } from '../support/post-reply.ts';
import { runs, SEED } from '../support/seed.ts';
import { vendorRow } from '../support/vendor-rows.ts';

const MUTATIONS = runs(150, 20_000);

/** Asks a vendor that answers with these bytes. */
async function send(reply: Buffer | string, attempts?: number): Promise<Asked> {
  const post: Post = async () => postReply(200, reply);
  return askOnce(createAsker('http://127.0.0.1:1', { deps: { post } }), attempts === undefined ? {} : { attempts });
}

const row = (callId: string, second: number): string => JSON.stringify(vendorRow(callId, WINDOW.from + second));
/** A row whose further key `x` is the case. */
const rowWith = (value: string): string => `${row('case', 20).slice(0, -1)},"x":${value}}`;
const listOf = (...elements: string[]): string =>
  `{"cdr":[${elements.join(',')}],"errorCode":"0","offset":"0","result":"Call Details"}`;
/** A row whose further key holds these bytes, between two sound rows. */
function bytesInRow(bytes: readonly number[]): Buffer {
  const [head = '', tail = ''] = between(rowWith('"\u0001"')).split('\u0001');
  return Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
}
/** The case between two sound rows. */
const between = (element: string): string => listOf(row('before', 10), element, row('after', 30));
const ids = ({ records }: Asked): string[] => records.map(({ callId }) => callId);
const shown = (texts: readonly string[]): string[] =>
  texts.map((text) => (text.length > 60 ? `${text.slice(0, 50)}… (${text.length} characters)` : text));
const each = (texts: readonly string[]): [string, string][] =>
  shown(texts).map((name, i) => [JSON.stringify(name), texts[i] ?? '']);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('the set has more than 200 cases, and node agrees on each which are JSON', () => {
  const cases = [...ALLOWED, ...UNKEEPABLE, ...HALF_PAIRS, ...FORBIDDEN, ...UNBALANCED, ...NOT_UTF8, ...GB_18030];
  expect(cases.length).toBeGreaterThan(200);
  expect([...ALLOWED, ...UNKEEPABLE].filter((text) => !isJson(text))).toEqual([]);
  expect([...FORBIDDEN, ...UNBALANCED].filter(isJson)).toEqual([]);
});

describe('in a row: the row is filed with the value as it came', () => {
  it.each(each(ALLOWED))('%s', async (_name, value) => {
    const attacked = await send(between(rowWith(value)));
    expect(ids(attacked)).toEqual(['before', 'case', 'after']);
    expect(JSON.stringify(attacked.records[1]?.['x'])).toBe(JSON.stringify(JSON.parse(value)));
    expect(attacked.rejects).toEqual([]);
  });

  it.each(each(UNKEEPABLE))('%s, digit by digit', async (_name, value) => {
    const { answer, rejects } = await send(between(rowWith(value)));
    expect(linesOf(answer!.rows)[1]).toContain(`,"x":${value}`);
    expect(rejects).toEqual([]);
  });

  it.each(each(HALF_PAIRS))(
    '%s, with U+FFFD in place of the half pair, and is kept as it came',
    async (_name, value) => {
      const { answer, records, rejects } = await send(between(rowWith(value)));
      const x = JSON.parse(value) as string;
      expect(records[1]?.['x']).toBe(x.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
      expect(linesOf(answer!.rows)[1]).not.toMatch(/(?<!\\)\\ud/i);
      expect(rejects).toEqual([expect.objectContaining({ raw: rowWith(value), filed: true })]);
    },
  );

  it.each(GB_18030)('GB 18030: %s', async (_name, bytes, text) => {
    const { records, rejects } = await send(bytesInRow(bytes));
    expect(records.map(({ callId, x }) => [callId, x])).toEqual([
      ['before', undefined],
      ['case', text],
      ['after', undefined],
    ]);
    expect(rejects).toEqual([]);
  });
});

describe('in a row: the row is set aside with its text, its neighbours are filed', () => {
  it.each(each(FORBIDDEN))('%s', async (_name, value) => {
    const attacked = await send(between(rowWith(value)));
    expect(ids(attacked)).toEqual(['before', 'after']);
    expect(attacked.rejects.map(({ raw }) => raw)).toEqual([rowWith(value)]);
  });

  it.each(NOT_UTF8)('neither UTF-8 nor GB 18030: %s', async (_name, bytes) => {
    const { answer, records } = await send(bytesInRow(bytes));
    expect(records.map(({ callId }) => callId)).toEqual(['before', 'after']);
    const [reject] = answer!.rejects;
    expect(reject?.reason).toBe('neither UTF-8 nor GB 18030');
    expect(reject?.raw.includes(Buffer.from(bytes)), 'its bytes are kept').toBe(true);
  });
});

describe('in a row, so that nobody knows where the row ends: the reply is retry-class trouble', () => {
  it.each(each(UNBALANCED))('%s', async (_name, value) => {
    expect((await send(between(rowWith(value)))).error?.reason).toBe('retry');
  });
});

describe('in place of a row: it is set aside, its neighbours are filed', () => {
  it.each(each([...ALLOWED, ...UNKEEPABLE]))('%s', async (_name, value) => {
    const attacked = await send(between(value));
    expect(ids(attacked)).toEqual(['before', 'after']);
    expect(attacked.rejects.map(({ raw }) => raw)).toEqual([value.replaceAll(/^[ \t\n\r]+|[ \t\n\r]+$/g, '')]);
    expect(attacked.rejects[0]?.reason).toMatch(/^(?:not an object|no callId)$/);
  });
});

describe('in place of a row: it is set aside, or the reply is retry-class trouble', () => {
  it.each(each([...FORBIDDEN, ...UNBALANCED]))('%s', async (_name, value) => {
    const attacked = await send(between(value));
    if (attacked.error === undefined) {
      expect(ids(attacked)).toEqual(['before', 'after']);
      expect(attacked.rejects).toMatchObject([{ reason: 'not JSON' }]);
    } else expect(attacked.error.reason).toBe('retry');
  });
});

describe('a row no line could hold: it is set aside, its neighbours are filed', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a call that ended in the year 10000 in Beijing', { startSrcCallTime: '0', endCallTime: '253402300799' }],
    ['a call that began in 1960', { startSrcCallTime: '1960-01-01 00:00:00' }],
    [
      'a call that begins the day after tomorrow',
      { startSrcCallTime: String(Math.floor(Date.now() / 1000) + 2 * 86_400) },
    ],
    ['a call that began in 1999', { startSrcCallTime: '1999-12-31 23:59:59' }],
    ['a call that was answered in the year 2', { dstAcceptTime: '0002-01-01 00:00:00' }],
    ['a time with a fraction', { endCallTime: 1_548_234_700.5 }],
    ['a key that would stand there twice', { rev: 7, vendorRev: 8 }],
  ])('%s', async (_what, changes) => {
    const odd = JSON.stringify({ ...vendorRow('case', WINDOW.from + 20), ...changes });
    const attacked = await send(between(odd));
    expect(ids(attacked)).toEqual(['before', 'after']);
    expect(attacked.rejects.map(({ raw }) => raw)).toEqual([odd]);
  });

  it.each([
    '1970-01-01 08:00:00',
    '1970-01-01 00:00:00',
    '0001-01-01 00:00:00',
    '0001-01-01T00:00:00Z',
    '0000-00-00 00:00:00',
    '0',
    '-1',
    '',
    0,
    -1,
    null,
  ])('but %j is "never"', async (never) => {
    const odd = { ...vendorRow('case', WINDOW.from + 20), startSrcCallTime: never, srcAcceptTime: never };
    const { records, rejects } = await send(between(JSON.stringify(odd)));
    expect(rejects).toEqual([]);
    const times = { startSrcCallTime: null, srcAcceptTime: null, endCallTime: '2019-01-23T17:11:50+08:00' };
    expect(records.find(({ callId }) => callId === 'case')).toMatchObject(times);
  });
});

describe('as the whole reply: it is retry-class trouble', () => {
  it.each(each([...ALLOWED, ...UNKEEPABLE, ...FORBIDDEN, ...UNBALANCED, '', ' ', '\n\n', '[', '﻿']))(
    '%s',
    async (_name, text) => {
      const { error, rejects } = await send(text);
      expect(error?.reason).toBe('retry');
      expect(rejects).toEqual([]);
    },
  );
});

describe('beside the rows, under a name nobody reads: the rows are filed', () => {
  it.each(each([...ALLOWED, ...UNKEEPABLE]))('%s', async (_name, value) => {
    expect(ids(await send(between(row('case', 20)).replace('{', `{"more":${value},`)))).toHaveLength(3);
  });
});

describe('as errorCode: anything but "0" or 0 is an error', () => {
  it.each([...ALLOWED, ...UNKEEPABLE, ...FORBIDDEN, '"00"', '"0 "', '" 0"', '"+0"', '"0.0"', '"-0"', '"\\u0030"'])(
    '%j',
    async (value) => {
      const reply = listOf(row('before', 10)).replace('"errorCode":"0"', `"errorCode":${value}`);
      const { error, records } = await send(reply);
      const code: unknown = isJson(value) ? JSON.parse(value) : undefined;
      if (code === 0 || code === '0') expect(records).toHaveLength(1);
      else expect(error?.reason).toMatch(code === -1 ? /^operator$/ : /^(?:retry|unknown)$/);
      expect(error?.facts['vendorCode'] ?? '0', 'a code is a number or nothing').toMatch(/^-?\d{1,6}$/);
    },
  );
});

describe('as offset: anything but "0", 0, "" or null may mean that the list was cut short', () => {
  it.each(['1', '"1548235059"', 'true', 'false', '{}', '[]', '{"next":"7"}', '"\\x"', '"00"', 'abc'])(
    '%j',
    async (offset) => {
      const { answer, records } = await send(listOf(row('before', 10)).replace('"offset":"0"', `"offset":${offset}`));
      expect([answer?.cutShort, records.length]).toEqual([true, 1]);
    },
  );

  it.each(['0', '"0"', '""', 'null', '0.0', '"\\u0030"'])('%s: the list is whole', async (offset) => {
    const { answer, requests } = await send(listOf(row('before', 10)).replace('"offset":"0"', `"offset":${offset}`));
    expect([answer?.cutShort, answer?.received, requests]).toEqual([false, 1, 1]);
  });
});

describe('as cdr: what is neither list nor text nor null does not pass for an empty list', () => {
  it.each([
    row('before', 10),
    '0',
    'true',
    'false',
    'nul',
    '"no list"',
    '"{}x"',
    JSON.stringify(gzipSync('[').toString('base64')),
    JSON.stringify([[row('a', 10), row('x'.repeat(65_536), 10)]]),
  ])('%s: a list that cannot be read, which is asked for in halves and not again', async (cdr) => {
    const { error, requests } = await send(`{"errorCode":"0","cdr":${cdr}}`);
    expect(error).toMatchObject({ reason: 'retry', facts: { unreadableList: true } });
    expect(requests).toBe(1);
  });

  it.each(['[]', 'null', '""', '"[]"', '[ ]', '{}', '{ }'])('%s: no calls', async (cdr) => {
    const { answer, requests } = await send(`{"errorCode":"0","cdr":${cdr}}`);
    expect([answer?.received, answer?.cutShort, requests]).toEqual([0, false, 1]);
  });
});

const SOUND = between(row('case', 20));

describe('a reply that is written unusually: all its rows are filed', () => {
  it.each<[string, string | Buffer]>([
    ['a byte order mark', `\ufeff${SOUND}`],
    ['white space around', ` \n\r\t${SOUND}\n\n \t\r`],
    ['white space everywhere', SOUND.replaceAll(/(?<=[,:{}[\]])(?=["{}[\]])|(?=[,:}\]])(?<=")/g, ' \r\n\t')],
    ['pretty-printed', JSON.stringify(JSON.parse(SOUND), null, 4)],
    ['rows before and after the code', SOUND.replace(/\{("cdr".*\]),("errorCode":"0")(.*)\}$/, '{$2,$1$3}')],
    ['the list twice', SOUND.replace(/("cdr":\[.*\])/, '$1,$1')],
    ['the code twice, the last one good', `{"errorCode":"-501",${SOUND.slice(1)}`],
    ['escaped names', SOUND.replace('"cdr"', '"\\u0063d\\u0072"').replace('"errorCode"', '"error\\u0043ode"')],
    ['commas too many', SOUND.replace('],', ',],').replace(/\}$/, ',}')],
    ['a number for a code', SOUND.replace('"errorCode":"0"', '"errorCode":0')],
    ...['x', '{}', ']', '}', ',', '\0', '\ufeff', 'null', SOUND, '\u001a'].flatMap(
      (more): [string, string | Buffer][] => [
        [`${JSON.stringify(more).slice(0, 12)} behind it`, `${SOUND}${more}`],
        [`${JSON.stringify(more).slice(0, 12)} behind it, zlib`, deflateSync(`${SOUND}${more}`)],
        [
          `${JSON.stringify(more).slice(0, 12)} behind its zlib`,
          Buffer.concat([deflateSync(SOUND), Buffer.from(more)]),
        ],
        [`${JSON.stringify(more).slice(0, 12)} behind its gzip`, Buffer.concat([gzipSync(SOUND), Buffer.from(more)])],
        [
          `${JSON.stringify(more).slice(0, 12)} behind its deflate`,
          Buffer.concat([deflateRawSync(SOUND), Buffer.from(more)]),
        ],
      ],
    ),
    ['raw deflate', deflateRawSync(SOUND)],
    ['raw deflate, stored', deflateRawSync(SOUND, { level: 0 })],
    ['base64 of raw deflate', deflateRawSync(SOUND).toString('base64')],
    [
      'base64 in lines',
      deflateSync(SOUND)
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\r\n'),
    ],
    [
      'GBK as a whole',
      Buffer.concat([
        Buffer.from(SOUND.slice(0, -1)),
        Buffer.from(',"result":"'),
        Buffer.of(0xcd, 0xea, 0xb3, 0xc9),
        Buffer.from('"}'),
      ]),
    ],
  ])('%s', async (_what, reply) => {
    expect(ids(await send(reply))).toEqual(['before', 'case', 'after']);
  });
});

describe('a reply that does not begin with a JSON text in UTF-8 or GB 18030: retry-class trouble', () => {
  it.each<[string, string | Buffer]>([
    ...['x', ',', '"', '}', '\0', ")]}',\n", 'callback('].map((less): [string, string] => [
      `${JSON.stringify(less)} before it`,
      `${less}${SOUND}`,
    ]),
    ['UTF-16, little end first', Buffer.from(SOUND, 'utf16le')],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${SOUND}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(SOUND, 'utf16le').swap16()],
    ['the code twice, the last one bad', `${SOUND.slice(0, -1)},"errorCode":"-501"}`],
    ['single quotes', SOUND.replaceAll('"', "'")],
    ['names without quotes', SOUND.replaceAll(/"(cdr|errorCode)"/g, '$1')],
    ['no colon', SOUND.replace('"cdr":', '"cdr"')],
    ['a comma between the rows missing', SOUND.replaceAll('},{', '}{')],
    ['two commas between the rows', SOUND.replace('},{', '},,{')],
  ])('%s', async (_what, reply) => {
    expect((await send(reply)).error?.reason).toBe('retry');
  });
});

describe('cut off anywhere: retry-class trouble', () => {
  const small = Buffer.from(listOf('{"callId":"case","endCallTime":"1548234700"}'));
  it.each<[string, Buffer]>([
    ['plain', small],
    ['zlib', deflateSync(small)],
    ['gzip', gzipSync(small)],
    ['the text of cdr', Buffer.from(JSON.stringify({ errorCode: '0', cdr: '[{"callId":"case"}]' }))],
  ])('%s, after each of its bytes', async (form, whole) => {
    // The check behind compressed bytes is not waited for.
    const least = form === 'zlib' ? whole.length - 4 : form === 'gzip' ? whole.length - 8 : whole.length;
    for (let length = 0; length < least; length++) {
      const { error } = await send(whole.subarray(0, length), 1);
      expect(error?.reason, `${length} of ${whole.length} bytes`).toBe('retry');
    }
    expect((await send(whole)).error).toBeUndefined();
  });
});

it(`changed anywhere: an error of the family, or every row is read or set aside (${MUTATIONS} changes, SEED=${SEED})`, async () => {
  const change = fc.record({
    at: fc.nat({ max: SOUND.length - 1 }),
    to: fc.integer({ min: 0, max: 255 }),
    cut: fc.boolean(),
  });
  const forms = fc.constantFrom((bytes: Buffer) => bytes, deflateSync, gzipSync);
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), forms, async (changes, pack) => {
      let bytes = Buffer.from(SOUND);
      for (const { at, to, cut } of changes) {
        if (cut) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
        else bytes[at] = to;
      }
      const { error, answer } = await send(pack(bytes), 1);
      if (answer === undefined) expect(error?.message).not.toBe('');
      else expect(answer.rows.size + answer.rejects.length).toBeLessThanOrEqual(answer.received);
    }),
    { numRuns: MUTATIONS, seed: SEED },
  );
});
