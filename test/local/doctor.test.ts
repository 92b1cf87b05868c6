import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { diagnose, type Finding } from '../../local/commands/diagnosis.ts';
import { startVendorServer, type VendorServer } from '../../local/simulator/server.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { createDeps } from '../../shared/deps.ts';
import { type CosStandIn, startCos } from '../support/cos/index.ts';
import { runHere, type RanHere } from '../support/run-here.ts';

const ANSWER = JSON.stringify({ cdr: [], errorCode: '0', offset: '0', result: 'Call Details' });
const VENDOR_KEYS = { CDR_ID: 'demo-id-4711', CDR_APP_ID: '1400004711' };

let vendor: VendorServer;
let said: string;
let cos: CosStandIn;
let folder: string;
beforeAll(async () => {
  vendor = await startVendorServer(() => ({ body: said }));
});
afterAll(async () => vendor.close());
beforeEach(async () => {
  said = ANSWER;
  vendor.requests.length = 0;
  cos = await startCos();
  folder = await mkdtemp(join(tmpdir(), 'huadan-doctor-'));
});
afterEach(async () => {
  await cos.close();
  await rm(folder, { recursive: true });
});

const environment = (): Record<string, string> => ({
  ...VENDOR_KEYS,
  CDR_ENDPOINT: vendor.endpoint,
  ...cos.environment(),
  LOOKUP_TOKENS: `support:${'0a'.repeat(32)}`,
});

async function diagnoseAll(env: Record<string, string>): Promise<Finding[]> {
  const deps = createDeps();
  const findings: Finding[] = [];
  for await (const finding of diagnose(env, deps, { words: COMMAND_WORDS.en })) findings.push(finding);
  deps.close();
  return findings;
}

const problems = (findings: Finding[]): Finding[] => findings.filter(({ outcome }) => outcome !== 'ok');

test('where all is well, every finding is good, and the vendor was asked once for one minute', async () => {
  said = JSON.stringify({ cdr: [{ callId: 'a' }, { callId: 'b' }], errorCode: '0', offset: '0' });
  const findings = await diagnoseAll(environment());
  expect(problems(findings)).toStrictEqual([]);
  expect(findings.map(({ what }) => what)).toStrictEqual([
    'settings: complete',
    'lookup: 1 token may ask',
    'archive: the bucket is there, and says so when an object is not',
    'archive: the bucket never had versioning',
    'archive: the bucket can be written to, and refuses to overwrite',
    'archive: the bucket gives back what was written, whole and in pieces',
    'archive: the bucket lets the scratch object be deleted',
    'archive: the state _state/pull.json: there is none yet, the first pull begins at LOOKBACK',
    'vendor: it answered with 2 calls of one minute',
  ]);
  expect(cos.objects.size).toBe(0);
  expect(vendor.requests).toHaveLength(1);
  const { startTimeStamp, endTimeStamp } = vendor.requests[0]?.body ?? {};
  expect(Number(endTimeStamp) - Number(startTimeStamp)).toBeLessThanOrEqual(61);
});

test('faulty settings are all told at once, and nothing else is tried', async () => {
  const findings = await diagnoseAll({ ...environment(), CDR_ID: '', PASSES: 'soon', TENCENTCLOUD_SECRETKEY: ' ' });
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({ outcome: 'failure', what: 'settings' });
  for (const name of ['CDR_ID', 'PASSES', 'TENCENTCLOUD_SECRETKEY']) expect(findings[0]?.advice).toContain(name);
  expect(cos.requests).toStrictEqual([]);
  expect(vendor.requests).toStrictEqual([]);
});

test('faults of the lookup are told with the others', async () => {
  const { CDR_ID: _, ...env } = environment();
  const [finding] = await diagnoseAll({ ...env, LOOKUP_TOKENS: 'support:abc' });
  expect(finding?.advice).toMatch(/CDR_ID is missing[^]*LOOKUP_TOKENS must be/);
});

test('an archive that was begun with other slots is told of', async () => {
  const env = { ...environment(), ARCHIVE_URL: `file:${folder}` };
  const state = { version: 1, asOf: '2019-01-23T17:00:00+08:00', utcOffset: '+08:00', slotMinutes: 1 };
  await mkdir(join(folder, '_state'));
  await writeFile(
    join(folder, '_state/pull.json'),
    JSON.stringify({ ...state, passes: [], holes: [], blockedUntil: null, blocks: 0 }),
  );
  const [finding, ...more] = problems(await diagnoseAll(env));
  expect(more).toStrictEqual([]);
  expect(finding?.outcome).toBe('failure');
  expect(finding?.advice).toMatch(/SLOT_MINUTES was 1 when it was begun/);
});

test('lookup without tokens is worth a word, no more', async () => {
  const findings = await diagnoseAll({ ...environment(), LOOKUP_TOKENS: '' });
  expect(problems(findings)).toMatchObject([{ outcome: 'warning', what: 'lookup' }]);
});

describe('what is wrong with the bucket is one clear sentence, without a secret, and the vendor is still asked', () => {
  test.each<[string, (it: CosStandIn) => void, RegExp]>([
    ['versioning was on once', (it) => (it.bucket.versioning = 'Suspended'), /create a new bucket/],
    ['the key is wrong', (it) => (it.keys = { ...it.keys, secretKey: 'OTHER' }), /Check TENCENTCLOUD_SECRETID/],
    ['the token has run out', (it) => (it.tokenExpired = true), /get new keys/],
    ['there is no such bucket', (it) => (it.exists = false), /Check the bucket in ARCHIVE_URL/],
    ['the prefix is denied', (it) => (it.denies = (_, key) => key.startsWith('lake/')), /Allow .*<bucket>\/lake\/\*/],
  ])('%s', async (_what, arrange, advice) => {
    const env = environment();
    arrange(cos);
    const findings = await diagnoseAll(env);
    expect(problems(findings)).toMatchObject([{ outcome: 'failure', what: expect.stringContaining('archive') }]);
    expect(problems(findings)[0]?.advice).toMatch(advice);
    expect(JSON.stringify(findings)).not.toMatch(/EXAMPLE|1250000000|4711/);
    expect(vendor.requests).toHaveLength(1);
    expect(cos.objects.size).toBe(0);
  });
});

test('a vendor who refuses is quoted with what to do', async () => {
  said = JSON.stringify({ errorCode: '-403', result: 'ip not in whitelist for 1400004711' });
  const [problem] = problems(await diagnoseAll(environment()));
  expect(problem).toMatchObject({ outcome: 'failure', what: 'vendor' });
  expect(problem?.advice).toContain('Give the vendor the public IP address');
  expect(problem?.advice).not.toContain('4711');
});

const alerts = async (env: Record<string, string>): Promise<RanHere> =>
  runHere('doctor', { args: ['--alert'], env: { ...environment(), ...env }, folder });

describe('with --alert a message is sent to ALERT_WEBHOOK', () => {
  test('and taken', async () => {
    const hook = await startVendorServer(() => ({ body: 'ok' }));
    const { stdout, code } = await alerts({ ALERT_WEBHOOK: `${hook.endpoint}/send?key=3f2a` });
    await hook.close();
    expect(stdout).toContain('✓ alerts: the test message was accepted');
    expect(code).toBe(0);
    expect(hook.requests.map(({ body }) => body)).toEqual([
      { text: expect.stringContaining('a test message'), test: true },
    ]);
  });

  test('and refused', async () => {
    const hook = await startVendorServer(() => ({ body: 'ok', status: 404 }));
    const { stdout, code } = await alerts({ ALERT_WEBHOOK: `${hook.endpoint}/send?key=3f2a` });
    await hook.close();
    expect(stdout).toMatch(/✗ alerts\n {2}.*it answered with HTTP 404\. Check ALERT_WEBHOOK/);
    expect(stdout).not.toContain('3f2a');
    expect(code).toBe(1);
  });

  test('and without one it says so', async () => {
    const { stdout, code } = await alerts({});
    expect(stdout).toContain('ALERT_WEBHOOK is not set');
    expect(code).toBe(1);
  });
});

const run = async (args: string[], env: Record<string, string>): Promise<RanHere> =>
  runHere('doctor', { args, env, folder });

describe('doctor', () => {
  test('reads .env, marks what is fine, and ends with 0', async () => {
    const settings = { ...environment(), ARCHIVE_URL: `file:${join(folder, 'archive')}` };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, '.env'), lines.join(''));
    await writeFile(join(folder, 'other.env'), 'CDR_ENDPOINT=nonsense\n');
    const { code, stdout: out, stderr: err } = await run([], {});
    expect(err).toBe('');
    expect(out.split('\n').map((line) => line.slice(0, 12))).toStrictEqual([
      '✓ settings: ',
      '✓ lookup: 1 ',
      '✓ archive: t',
      '✓ archive: t',
      '✓ archive: t',
      '✓ archive: t',
      '✓ vendor: it',
      '',
      'Nothing must',
      '',
    ]);
    expect(code).toBe(0);
    expect(await readdir(join(folder, 'archive', '_state'))).toStrictEqual([]);
    const other = await run(['--env', 'other.env'], {});
    expect(other).toMatchObject({ code: 1, stderr: '' });
    expect(other.stdout).toMatch(/^✗ settings\n.*CDR_ENDPOINT/);
  });

  test('marks what must be changed, says how, and ends with 1', async () => {
    cos.bucket.versioning = 'Enabled';
    const { code, stdout: out } = await run([], environment());
    expect(out).toMatch(/^✗ archive: the bucket never had versioning\n {2}Asking .* create a new bucket/m);
    expect(code).toBe(1);
  });

  test('teaches with --help, also when asked for what there is not', async () => {
    const help = await run(['--help'], {});
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('npx huadan doctor --env prod.env');
    const unknown = await run(['--fix'], {});
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toBe("Unknown option '--fix'.\n`npx huadan doctor --help` shows examples.\n");
  });
});
