import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { authorize } from '../../functions/lookup/auth.ts';
import { startVendorServer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere } from '../support/run-here.ts';

const SECRETS = {
  CDR_ID: 'account-id-of-these-tests',
  CDR_APP_ID: '1400123456789',
  TENCENTCLOUD_SECRETID: 'AKIDofthesetests0123456789',
  TENCENTCLOUD_SECRETKEY: 'secret-key-of-these-tests',
  TENCENTCLOUD_SESSIONTOKEN: 'session-token-of-these-tests',
};
const TOKEN = 'huadan_token-of-these-tests';
const NUMBER = '008613799998888';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let vendor: VendorServer | undefined;
afterEach(async () => vendor?.close());

describe('a token', () => {
  it.each(['first', 'second', 'third', 'none', ''])(
    '(%j) is compared with all that are configured, so the time it takes does not tell which it was',
    async (token) => {
      const read: string[] = [];
      const tokens = ['first', 'second', 'third'].map((name) => ({
        name,
        get sha256() {
          read.push(name);
          return sha256(name);
        },
      }));
      await authorize(`Bearer ${token}`, tokens);
      expect(read).toEqual(token === '' ? [] : ['first', 'second', 'third']);
    },
  );

  it('is compared by its hash, with the comparison that takes the same time for any two', () => {
    const text = readFileSync(new URL('../../functions/lookup/auth.ts', import.meta.url), 'utf8');
    expect(text).toContain('timingSafeEqual(digest,');
    expect(text, 'and with no other').not.toMatch(/(?:sha256|digest|hash)\s*[!=]==|[!=]==\s*(?:sha256|digest|hash)/);
  });
});

/** What a careless vendor might say: all it knows. */
const TALK = `appId ${SECRETS.CDR_APP_ID} of ${SECRETS.CDR_ID}: ${NUMBER}, https://recordings.example.com/secret.mp3`;

const replies: readonly (readonly [string, VendorReply])[] = [
  ['a refusal that talks', { body: JSON.stringify({ errorCode: '-403', result: TALK }) }],
  ['a row that cannot be read', { body: JSON.stringify({ errorCode: '0', cdr: [{ callId: TALK, src: { TALK } }] }) }],
];

const commands: readonly (readonly [string, string[]])[] = [
  ['pull', ['--from', '2025-03-05T10:00:00', '--to', '2025-03-05T10:00:01']],
  ['lookup', ['12-250305-0123456789abcdef']],
  ['doctor', []],
];

describe('nothing that a command prints holds a secret, when the vendor sends', () => {
  it.each(replies)('%s', async (_what, reply) => {
    const server = await startVendorServer(() => reply);
    vendor = server;
    const folder = freshFolder();
    const env = {
      CDR_ENDPOINT: server.endpoint,
      ...SECRETS,
      ARCHIVE_URL: `file:${folder}/archive`,
      LOOKUP_TOKENS: `tests:${sha256(TOKEN)}`,
      LOG_LEVEL: 'debug',
    };
    const ended = await Promise.all(commands.map(async ([name, args]) => runHere(name, { args, folder, env })));
    for (const { stdout, stderr } of ended) {
      const output = stdout + stderr;
      expect(output.length).toBeGreaterThan(20);
      for (const secret of [...Object.values(SECRETS), TOKEN, sha256(TOKEN), NUMBER, 'secret.mp3']) {
        expect(output).not.toContain(secret);
      }
    }
    expect(server.requests.length).toBeGreaterThanOrEqual(commands.length);
  });
});
