import { createHash } from 'node:crypto';
import { resolve, sep } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import { readEvent } from '../../functions/pull/event.ts';
import { startVendorServer } from '../../local/simulator/server.ts';
import { readLookupConfig, type VendorConfig } from '../../shared/config/read.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { createLog } from '../../shared/log.ts';
import { createFolderStore } from '../../shared/store/folder.ts';
import { checkName } from '../../shared/store/object-key.ts';
import { LAST_SECOND } from '../../shared/time.ts';
import { buildRequest } from '../../shared/source/getcdr/request.ts';
import { at, createPuller, CREDENTIALS } from '../support/pulling.ts';
import { freshFolder } from '../support/run-command.ts';
import { SEED } from '../support/seed.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';
import { logTo } from '../support/output.ts';
import { anyText } from '../support/any-text.ts';

const TOKEN = 'huadan_for-these-tests';
const TOKEN_HASH = createHash('sha256').update(TOKEN).digest('hex');
const ENDPOINT = 'https://vendor.example.com';
const CONFIG = readLookupConfig({ CDR_ENDPOINT: ENDPOINT, ...CREDENTIALS, LOOKUP_TOKENS: `tests:${TOKEN_HASH}` });

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (close) => close()));
});

const isTime = (value: number): boolean => Number.isSafeInteger(value) && value <= LAST_SECOND;

/** What people try when a text may become part of a path, a URL or a query. */
const HOSTILE = [
  [
    '../../etc/passwd',
    '..',
    '.',
    '/',
    '//elsewhere.example.com/x',
    '\\\\host\\share',
    'C:\\x',
    '~',
    'a/../b',
    '%2e%2e%2f',
  ],
  [
    '?id=other',
    '&callId=1',
    '#',
    'http://elsewhere.example.com',
    '@elsewhere.example.com',
    ':80',
    '\r\nHost: x',
    '\0',
    'a\0b',
  ],
  [
    '"',
    '"},{"callId":"',
    "'; DROP TABLE cdr; --",
    '${process.env.HOME}',
    '$(id)',
    '`id`',
    '{{7*7}}',
    '\u202e',
    '\ud800',
  ],
  ['__proto__', 'constructor', 'a'.repeat(1000)],
].flat();
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), anyText, fc.webUrl(), fc.json());

/** As a careful client writes it in a path. */
function escaped(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

it(`whatever is asked for, the vendor's address is the configured one and all of it stands in the body (SEED=${SEED})`, () => {
  const query = fc.oneof(fc.record({ callId: hostile }), fc.record({ src: hostile, from: fc.nat(), to: fc.nat() }));
  fc.assert(
    fc.property(query, hostile, (asked, id) => {
      const { url, headers, body } = buildRequest({ ...(CONFIG.vendor as VendorConfig), id }, asked);
      expect([url.origin, url.pathname, url.hash, url.username]).toEqual([ENDPOINT, '/201511v3/getCdr', '', '']);
      expect([...url.searchParams.keys()]).toEqual(['id']);
      expect(Object.keys(headers)).toEqual(['Accept', 'Content-Type']);
      const wanted = 'callId' in asked ? { callId: asked.callId } : { src: asked.src };
      expect(JSON.parse(body)).toMatchObject({ appId: CREDENTIALS.CDR_APP_ID, ...wanted });
    }),
    { seed: SEED },
  );
});

it(`a lookup asks for nothing but well-formed ids, whatever the path (SEED=${SEED})`, async () => {
  const asked: unknown[] = [];
  const app = createApp({
    config: CONFIG,
    log: createLog({ write: logTo([]) }),
    limit: () => 0,
    find: async (question) => {
      asked.push(question);
      return { source: 'vendor', records: [] };
    },
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostile, hostile.map(escaped)), async (callId) => {
      asked.length = 0;
      const url = new URL('http://lookup.invalid');
      url.pathname = `/cdr/${callId}`;
      const response = await app.fetch(new Request(url, { headers: { Authorization: `Bearer ${TOKEN}` } }));
      // `/cdr/..` is the page.
      expect(url.pathname === '/' ? [200] : [400, 404]).toContain(response.status);
      for (const question of asked)
        expect(question).toEqual({ callId: expect.stringMatching(/^[A-Za-z0-9_-]{1,128}$/) });
    }),
    { seed: SEED },
  );
});

it(`an event is times within the calendar or an error, whatever its fields hold (SEED=${SEED})`, () => {
  const field = fc.oneof(hostile, fc.integer(), fc.double(), fc.anything());
  const event = fc.oneof(
    fc.anything(),
    fc.record({ from: field, to: field }),
    fc.record({
      Type: fc.constant('Timer'),
      Message: fc.oneof(
        field,
        fc.record({ now: hostile }).map((one) => JSON.stringify(one)),
      ),
    }),
  );
  fc.assert(
    fc.property(event, (one) => {
      try {
        const task = readEvent(one, 0);
        if (task.kind === 'range') expect([isTime(task.window.from), isTime(task.window.to)]).toEqual([true, true]);
        else expect(task.now === undefined || isTime(task.now)).toBe(true);
      } catch (error) {
        if (!isHuadanError(error, 'event')) throw error;
      }
    }),
    { seed: SEED },
  );
});

it(`a name that leads out of the archive is none (SEED=${SEED})`, () => {
  const piece = fc.constantFrom('..', '.', '', 'a', '/', '\\', '\0', '\n', 'cdr', '...', '~', '%2e%2e');
  const name = fc.oneof(
    hostile,
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/')),
  );
  fc.assert(
    fc.property(name, (text) => {
      try {
        expect(resolve('/archive', checkName(text)).startsWith(`/archive${sep}`)).toBe(true);
      } catch (error) {
        if (!isHuadanError(error, 'archive')) throw error;
      }
    }),
    { seed: SEED },
  );
});

it('what stands in a row never becomes part of a name in the archive', async () => {
  const start = at('2019-01-23T17:10:01');
  const rows = HOSTILE.map((text) => vendorRow(text, start, { src: text, bizId: text, [text]: text }));
  const unreadable = HOSTILE.map((text) => ({ callId: text, startSrcCallTime: text }));
  const vendor = await startVendorServer(() => success([...rows, ...unreadable]));
  closing.push(async () => vendor.close());
  const folder = freshFolder();
  const puller = createPuller(vendor.endpoint, createFolderStore(folder));
  const counters = await puller.range('2019-01-23T17:10:00', '2019-01-23T17:20:00');
  puller.close();
  expect(counters).toMatchObject({ received: rows.length * 2, added: rows.length, rejected: rows.length });
  const names = await createFolderStore(folder).list('');
  const expected =
    /^(?:cdr\/dt=2019-01-23\/20190123T1710-000\.jsonl\.gz|_rejects\/dt=2019-01-23\/[0-9a-f]{32}\.jsonl)$/;
  expect(names.filter((name) => !expected.test(name))).toEqual([]);
  expect(names).toHaveLength(2);
});
