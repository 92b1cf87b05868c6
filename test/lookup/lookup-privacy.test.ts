import { expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import type { VendorReply } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { createLog } from '../../shared/log.ts';
import { apiGatewayEvent, functionUrlEvent } from '../support/http-events.ts';
import { ACCOUNT, CONTEXT, startLookup, startVendor, TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';
import { logTo } from '../support/output.ts';

const START = 1_741_140_000;
const SRC = '008613500000000';
const DST = '008613631234568';
const STRANGER = '008613799998888';
const CALL_ID = '12-250305-0123456789abcdef0123456789abcdef';
const RECORDING = 'https://recordings.example.com/20250305/secret.mp3';
const WRONG_TOKEN = 'huadan_somebody-typed-this';
const [, TOKEN_HASH = ''] = TOKEN_ENTRY.split(':');

const PRIVATE = [
  SRC,
  DST,
  STRANGER,
  CALL_ID,
  RECORDING,
  TOKEN,
  TOKEN_HASH,
  WRONG_TOKEN,
  ACCOUNT.CDR_ID,
  ACCOUNT.CDR_APP_ID,
];
const STACK = /\bat .+:\d+:\d+|node:internal/;

const row = vendorRow(CALL_ID, START, { recordUrl: RECORDING });
/** What a careless vendor might say. */
const TALK = `appId ${ACCOUNT.CDR_APP_ID} of ${ACCOUNT.CDR_ID}: ${STRANGER} called ${CALL_ID}, see ${RECORDING}`;

const replies: readonly (readonly [string, VendorReply])[] = [
  ['the call', success([row])],
  ['the call and others', success([row, vendorRow('other', START, { src: STRANGER, dst: STRANGER })])],
  [
    'rows that cannot be read',
    success([{ ...row, src: { number: STRANGER } }, { ...row, callId: '', dst: STRANGER }, 7]),
  ],
  ['a refusal that talks', failure('-403', TALK)],
  ['an unknown error that talks', failure(STRANGER, TALK)],
  ['trouble that talks', failure('-501', TALK)],
  ['a page that talks', { status: 502, body: `<p>${TALK}</p>` }],
  ['broken JSON that talks', { body: `{"cdr":[{"src":"${STRANGER}"` }],
];

const questions = [
  functionUrlEvent({ path: `/cdr/${CALL_ID}`, token: TOKEN }),
  functionUrlEvent({ path: `/cdr/${CALL_ID}`, token: WRONG_TOKEN }),
  functionUrlEvent({ path: `/cdr/${CALL_ID}?token=${TOKEN}`, token: TOKEN }),
  functionUrlEvent({ path: '/cdr', query: { src: SRC, from: `${START}`, to: `${START + 1}` }, token: TOKEN }),
  functionUrlEvent({ path: '/cdr', query: { src: `x${SRC}`, from: CALL_ID, to: STRANGER }, token: TOKEN }),
  functionUrlEvent({ path: `/${STRANGER}`, method: `GET${STRANGER}`, token: TOKEN }),
  apiGatewayEvent({ path: `/cdr/${CALL_ID}`, token: TOKEN, headers: { Referer: RECORDING, [STRANGER]: 5 } }),
];

it.each(replies)(
  'when the vendor sends %s, neither log nor answers show what was not asked for, a secret or a stack',
  async (_what, reply) => {
    const lookup = await startLookup(await startVendor(() => reply), { LOG_LEVEL: 'debug' });
    const results = await Promise.all(questions.map(async (event) => lookup.invoke(event)));
    for (const { statusCode, headers, body } of results) {
      const answer = `${body}${JSON.stringify(headers)}`;
      const wanted = statusCode === 200 ? [SRC, DST, CALL_ID, RECORDING] : [];
      expect(PRIVATE.filter((text) => answer.includes(text) && !wanted.includes(text))).toEqual([]);
      expect(answer).not.toMatch(STACK);
    }
    const output = await lookup.printed();
    expect(output.split('\n').length).toBeGreaterThan(questions.length);
    expect(PRIVATE.filter((text) => output.includes(text))).toEqual([]);
    expect(output).not.toMatch(STACK);
  },
);

it('an id or a number of unusual form stays out of the log too when the vendor repeats it', async () => {
  const lookup = await startLookup(await startVendor(() => failure('-2', 'callId order-77 of 95588 refused')));
  const range = { src: '95588', from: `${START}`, to: `${START + 1}` };
  const asked = [
    functionUrlEvent({ path: '/cdr/order-77', token: TOKEN }),
    functionUrlEvent({ path: '/cdr', query: range, token: TOKEN }),
  ];
  const results = await Promise.all(asked.map(async (event) => lookup.invoke(event)));
  const output = await lookup.printed();
  expect(output).toContain('callId **** of 95588 refused');
  expect(output).toContain('callId order-77 of **** refused');
  for (const { body } of results) expect(body).not.toMatch(/order-77|95588/);
});

it('a fault of our own is 500 with the request id alone; the log masks its message and has no stack', async () => {
  const lines: string[] = [];
  const app = createApp({
    config: readLookupConfig({ CDR_ENDPOINT: 'https://vendor.example.com', ...ACCOUNT, LOOKUP_TOKENS: TOKEN_ENTRY }),
    log: createLog({ secrets: Object.values(ACCOUNT), write: logTo(lines) }),
    requestId: () => CONTEXT.request_id,
    find: async () => Promise.reject(new TypeError(`cannot read ${TALK}`)),
  });
  const response = await app.request(`/cdr/${CALL_ID}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  expect([response.status, await response.json()]).toEqual([
    500,
    { type: 'about:blank', title: 'Internal Server Error', status: 500, requestId: CONTEXT.request_id },
  ]);
  const output = lines.join('');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    error: 'TypeError',
    requestId: CONTEXT.request_id,
  });
  for (const text of PRIVATE) expect(output).not.toContain(text);
  expect(output).not.toMatch(STACK);
});
