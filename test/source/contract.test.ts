import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startVendorServer, type VendorReply } from '../../local/simulator/server.ts';
import type { NppConfig } from '../../shared/config/read.ts';
import { createDeps, type Deps } from '../../shared/deps.ts';
import { createSource } from '../../shared/source/create-source.ts';
import type { Source } from '../../shared/source/source.ts';
import { createAsker, linesOf, WINDOW } from '../support/asking.ts';
import { enveloped, inPascalCase, NPP_KEYS, startNppVendor } from '../support/npp-vendor.ts';
import { describeSource, type Asked, type Scripted } from './source-contract.ts';

const MB = 1024 * 1024;
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/vendor/${name}`, import.meta.url), 'utf8');

function text(values: Record<string, unknown>): Asked {
  const { callId, src, from, to } = values;
  return JSON.parse(JSON.stringify({ callId, src, from, to })) as Asked;
}

const deps = (changes: Partial<Deps>): Deps & { close: () => void } => ({ ...createDeps(), ...changes });

describeSource('getCdr', {
  deps,
  start: async (answer) =>
    startVendorServer(({ body }): VendorReply => {
      const { callId, src, startTimeStamp: from, endTimeStamp: to } = body;
      const scripted: Scripted = answer(text({ callId, src, from, to }));
      if ('body' in scripted) return scripted;
      const { rows: cdr, code: errorCode = '0', said: result, offset = '0' } = scripted;
      return { body: JSON.stringify({ cdr, errorCode, result, offset }) };
    }),
  create: (endpoint, bent) => createAsker(endpoint, { deps: bent }).source,
});

const NPP: NppConfig = {
  source: 'npp',
  appId: '1400000002',
  endpoint: undefined,
  secretId: NPP_KEYS.secretId,
  secretKey: NPP_KEYS.secretKey,
  sessionToken: NPP_KEYS.token,
  timeoutMs: 30_000,
  maxReplyBytes: 128 * MB,
  ratePerSecond: Number.POSITIVE_INFINITY,
};

describeSource('Cloud API 3.0', {
  deps,
  start: async (answer) =>
    startNppVendor(({ BizAppId, CallId: callId, Src: src, StartTimeStamp: from, EndTimeStamp: to }) => {
      if (BizAppId !== NPP.appId) return enveloped({ ErrorCode: '-401', Msg: 'no such app' });
      const scripted = answer(text({ callId, src, from, to }));
      if ('body' in scripted) return scripted;
      const { rows, code: ErrorCode = '0', said: Msg = '', offset: Offset = '0' } = scripted;
      const Cdr = Array.isArray(rows)
        ? rows.map((row: unknown) => (typeof row === 'object' && row !== null ? inPascalCase(row) : row))
        : rows;
      return enveloped({ Cdr, ErrorCode, Msg, Offset });
    }),
  create: (endpoint, bent) => createSource({ ...NPP, endpoint }, bent),
});

describe('Cloud API 3.0 alone', () => {
  const open: { close: () => unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map(async (one) => one.close()));
  });

  async function sourceOf(reply: VendorReply, config: Partial<NppConfig> = {}): Promise<Source> {
    const vendor = await startNppVendor(() => reply);
    const bent = deps({ sleep: async () => undefined });
    open.push(vendor, bent);
    return createSource({ ...NPP, endpoint: vendor.endpoint, ...config }, bent);
  }

  const asking = { deadlineMs: Date.now() + 600_000, attempts: 2 };
  const ask = async (source: Source) => source.calls({ src: '', window: WINDOW }, asking);

  it("reads the API's own sample", async () => {
    const source = await sourceOf({ body: fixture('npp-describe-callback-cdr-ok.json') });
    const { rows, received } = await source.call('xxxxx', asking);
    expect(received).toBe(1);
    expect(linesOf(rows)).toEqual([
      expect.stringMatching(/^\{"callId":"xxxxx","src":"00861xxxxxxx".*"duration":13,"recordUrl":"url"/),
    ]);
  });

  it("reads the API's own empty list and its own miss", async () => {
    expect(await ask(await sourceOf({ body: fixture('npp-get400cdr-empty.json') }))).toMatchObject({ received: 0 });
    const missing = await sourceOf({ body: fixture('npp-callid-not-exist.json') });
    await expect(missing.call('a', asking)).rejects.toMatchObject({ reason: 'miss', facts: { vendorCode: '-201' } });
  });

  it.each<[Partial<NppConfig>, string]>([
    [{ secretKey: 'wrong' }, 'AuthFailure.SignatureFailure'],
    [{ secretId: 'AKIDnobody' }, 'AuthFailure.SecretIdNotFound'],
    [{ sessionToken: undefined }, 'AuthFailure.TokenFailure'],
  ])('keys that are not right are for a person to mend: %j', async (config, apiCode) => {
    await expect(ask(await sourceOf(enveloped({}), config))).rejects.toMatchObject({
      reason: 'operator',
      facts: { apiCode },
    });
  });

  it.each([
    ['UnauthorizedOperation.CamNoAuth', 'operator', /npp:DescribeCallBackCdr/],
    ['RequestLimitExceeded', 'retry', /CDR_RATE/],
    ['InternalError.Db', 'retry', /if it lasts/],
    ['InvalidParameterValue', 'window', /NPP_APP_ID/],
    ['SomethingNew', 'unknown', /Ask the vendor/],
  ])('its error %s is of class %s', async (Code, reason, advice) => {
    const source = await sourceOf(enveloped({ Error: { Code, Message: 'call 138-1234-0001 for AKIDnpp' } }));
    const error: unknown = await ask(source).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ reason, facts: { apiCode: Code } });
    expect(String(error)).toMatch(advice);
    expect(String(error)).not.toMatch(/1234|AKIDnpp/);
  });

  it('a reply larger than CDR_MAX_REPLY is asked for in halves', async () => {
    const source = await sourceOf(
      enveloped({ ErrorCode: '0', Cdr: Array.from({ length: 1000 }, () => 'x'.repeat(1000)) }),
      {
        maxReplyBytes: 500_000,
      },
    );
    await expect(ask(source)).rejects.toMatchObject({ reason: 'oversize' });
  });
});
