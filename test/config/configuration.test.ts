import { expect, test } from 'vitest';
import { readCloseConfig, readLocalConfig, readLookupConfig, readPullConfig } from '../../shared/config/read.ts';
import type { HuadanError } from '../../shared/errors.ts';

const VENDOR = { CDR_ENDPOINT: 'https://pstn.example.com', CDR_ID: 'id-1', CDR_APP_ID: '1400000001' };
const PULL = { ...VENDOR, ARCHIVE_URL: 'file:/tmp/archive' };
const COS = { ...VENDOR, ARCHIVE_URL: 'cos://records-1250000000/lake/calls' };
const ROLE = {
  TENCENTCLOUD_REGION: 'ap-guangzhou',
  TENCENTCLOUD_SECRETID: 'AKID1',
  TENCENTCLOUD_SECRETKEY: 'key',
  TENCENTCLOUD_SESSIONTOKEN: 'token',
};

function faults(read: () => unknown): HuadanError {
  try {
    read();
  } catch (error) {
    return error as HuadanError;
  }
  throw new Error('nothing was at fault');
}

test('the defaults are the documented ones', () => {
  expect(readPullConfig(PULL)).toEqual({
    vendor: {
      source: 'getcdr',
      endpoint: 'https://pstn.example.com',
      id: 'id-1',
      appId: '1400000001',
      compress: false,
      timeoutMs: 30_000,
      maxReplyBytes: 128 * 1024 * 1024,
      ratePerSecond: 20,
    },
    archive: { kind: 'file', folder: '/tmp/archive' },
    passes: {
      utcOffsetSeconds: 28_800,
      slotSeconds: 600,
      passAgesSeconds: [300, 5400, 43_200],
      lookbackSeconds: 82_800,
      retentionSeconds: 86_400,
    },
    alert: { webhook: undefined, lagSeconds: 3600, closeSeconds: 86_400 },
    logLevel: 'info',
    secrets: ['id-1', '1400000001'],
  });
});

test('everything that is missing is named at once', () => {
  const error = faults(() => readPullConfig({}));
  expect(error).toMatchObject({ reason: 'config', facts: { variables: 'CDR_ENDPOINT,CDR_ID,CDR_APP_ID,ARCHIVE_URL' } });
  expect(error.message).toContain(
    'CDR_ENDPOINT is missing; CDR_ID is missing; CDR_APP_ID is missing; ARCHIVE_URL is missing',
  );
});

test('everything that is wrong is named at once, with what it should look like and never with what it is', () => {
  const wrong = {
    CDR_ENDPOINT: 'http://pstn.example.com/path',
    CDR_ID: 'two words',
    CDR_APP_ID: VENDOR.CDR_APP_ID,
    CDR_COMPRESS: 'yes',
    CDR_TIMEOUT: '30',
    CDR_MAX_REPLY: 'lots',
    ARCHIVE_URL: 's3://bucket',
    UTC_OFFSET: 'Asia/Shanghai',
    SLOT_MINUTES: '7',
    PASSES: '90m,5m',
    LOOKBACK: '1 day',
    RETENTION: 'long',
    CDR_RATE: '-1',
    CDR_SOURCE: 'ftp',
    ALERT_WEBHOOK: 'qyapi.weixin.qq.com',
    ALERT_LAG: '0s',
    ALERT_CLOSE: '1y',
    HTTPS_PROXY: 'socks5://127.0.0.1:1080',
    NO_PROXY: 'a b,<c>',
    LOG_LEVEL: 'loud',
  };
  const error = faults(() => readPullConfig(wrong));
  const named = String(error.facts['variables']).split(',');
  expect(new Set(named)).toEqual(new Set(Object.keys(wrong).filter((name) => name !== 'CDR_APP_ID')));
  for (const value of Object.values(wrong)) expect(error.message).not.toContain(`"${value}"`);
  expect(error.message).not.toContain('two words');
});

test('blank is missing, and a default steps in for what has one', () => {
  expect(faults(() => readPullConfig({ ...PULL, CDR_ID: '   ' })).facts).toEqual({ variables: 'CDR_ID' });
  expect(readPullConfig({ ...PULL, LOOKBACK: '', CDR_TIMEOUT: ' ' })).toEqual(readPullConfig(PULL));
});

test('the vendor is asked over https; over http only on this machine, or when that is said', () => {
  expect(readPullConfig({ ...PULL, CDR_ENDPOINT: 'http://127.0.0.1:8080' }).vendor.endpoint).toBe(
    'http://127.0.0.1:8080',
  );
  expect(readPullConfig({ ...PULL, CDR_ENDPOINT: 'http://localhost' }).vendor.endpoint).toBe('http://localhost');
  const clear = { ...PULL, CDR_ENDPOINT: 'http://test.example.com:8080' };
  expect(faults(() => readPullConfig(clear)).facts).toEqual({ variables: 'CDR_ENDPOINT' });
  expect(readPullConfig({ ...clear, CDR_ALLOW_HTTP: '1' }).vendor.endpoint).toBe('http://test.example.com:8080');
});

test.each([
  'https://user:pw@pstn.example.com',
  'https://pstn.example.com?id=1',
  'ftp://pstn.example.com',
  'pstn.example.com',
])('an endpoint that is more or less than scheme and host is refused: %s', (endpoint) => {
  expect(faults(() => readPullConfig({ ...PULL, CDR_ENDPOINT: endpoint })).facts).toEqual({
    variables: 'CDR_ENDPOINT',
  });
});

test('an archive in COS needs the region and the role, and has their values', () => {
  expect(faults(() => readPullConfig(COS)).facts).toEqual({
    variables: 'COS_REGION,TENCENTCLOUD_SECRETID,TENCENTCLOUD_SECRETKEY',
  });
  const config = readPullConfig({ ...COS, ...ROLE });
  expect(config.archive).toEqual({
    kind: 'cos',
    bucket: 'records-1250000000',
    root: 'lake/calls/',
    region: 'ap-guangzhou',
    endpoint: undefined,
    secretId: 'AKID1',
    secretKey: 'key',
    sessionToken: 'token',
  });
  expect(config.secrets).toEqual(['id-1', '1400000001', 'AKID1', 'key', 'token']);
  expect(readPullConfig({ ...COS, ...ROLE, COS_REGION: 'ap-beijing' }).archive).toMatchObject({ region: 'ap-beijing' });
});

test.each(['cos://records/lake', 'cos://records-1250000000/../x', 'file:', 'cos:records-1250000000', '/tmp/archive'])(
  'an archive address that cannot be one is refused: %s',
  (url) => {
    expect(String(faults(() => readPullConfig({ ...PULL, ...ROLE, ARCHIVE_URL: url })).facts['variables'])).toContain(
      'ARCHIVE_URL',
    );
  },
);

test('passes, slots and offsets are read', () => {
  const { passes } = readPullConfig({
    ...PULL,
    PASSES: '30s, 2h,1d',
    SLOT_MINUTES: '15',
    UTC_OFFSET: '-03:30',
    LOOKBACK: '7d',
    RETENTION: '30d',
  });
  expect(passes).toEqual({
    retentionSeconds: 2_592_000,
    passAgesSeconds: [30, 7200, 86_400],
    slotSeconds: 900,
    utcOffsetSeconds: -12_600,
    lookbackSeconds: 604_800,
  });
});

test('a lookup needs no archive, and reads its tokens', () => {
  const hash = 'ab'.repeat(32);
  expect(readLookupConfig({ ...VENDOR, LOOKUP_TOKENS: `desk:${hash},batch:${hash.toUpperCase()}` }).tokens).toEqual([
    { name: 'desk', sha256: hash },
    { name: 'batch', sha256: hash },
  ]);
  expect(readLookupConfig(VENDOR).tokens).toEqual([]);
});

test.each(['desk', 'desk:123', `desk:${'zz'.repeat(32)}`, `a:${'ab'.repeat(32)},a:${'cd'.repeat(32)}`])(
  'tokens that are none are refused: %s',
  (tokens) => {
    expect(faults(() => readLookupConfig({ ...VENDOR, LOOKUP_TOKENS: tokens })).facts).toEqual({
      variables: 'LOOKUP_TOKENS',
    });
  },
);

test.each([
  ['LOOKBACK', '999999999d', '90d'],
  ['RETENTION', '367d', '366d'],
  ['CDR_TIMEOUT', '99d', '15m'],
  ['CDR_MAX_REPLY', '999999999GB', '16GB'],
  ['PASSES', '5m,91d', '90d'],
  ['ALERT_LAG', '32d', '31d'],
  ['ALERT_CLOSE', '999999999d', '31d'],
  ['CDR_RATE', '1001', '1000'],
])('%s=%s is refused with its bound, %s', (name, text, bound) => {
  const error = faults(() => readPullConfig({ ...PULL, [name]: text }));
  expect(error.facts).toEqual({ variables: name });
  expect(error.message).toContain(bound);
});

test.each([
  'file:///a%2Fb',
  'file:///%zz',
  'file:///a%00b',
  'file://host/share',
  'cos://records-1250000000/%zz',
  'file:',
])('an archive address that cannot be decoded is a fault like any other: %s', (url) => {
  expect(faults(() => readPullConfig({ ...PULL, ARCHIVE_URL: url }))).toMatchObject({
    reason: 'config',
    facts: { variables: expect.stringContaining('ARCHIVE_URL') },
  });
});

test.each([
  ['20', 20],
  ['0.5', 0.5],
  ['unlimited', Number.POSITIVE_INFINITY],
])('the vendor is asked at most CDR_RATE=%s times a second', (text, perSecond) => {
  expect(readPullConfig({ ...PULL, CDR_RATE: text }).vendor.ratePerSecond).toBe(perSecond);
});

const NPP = { CDR_SOURCE: 'npp', NPP_APP_ID: '1400000002' };

test('Cloud API 3.0 needs an application and keys, and nothing that the vendor hands out for getCdr', () => {
  expect(faults(() => readPullConfig({ CDR_SOURCE: 'npp', ARCHIVE_URL: 'file:x' })).facts).toEqual({
    variables: 'NPP_APP_ID,TENCENTCLOUD_SECRETID,TENCENTCLOUD_SECRETKEY',
  });
  const config = readPullConfig({ ...NPP, ...ROLE, ARCHIVE_URL: 'file:x', NPP_ENDPOINT: 'http://127.0.0.1:1' });
  expect(config.vendor).toEqual({
    source: 'npp',
    appId: '1400000002',
    endpoint: 'http://127.0.0.1:1',
    secretId: 'AKID1',
    secretKey: 'key',
    sessionToken: 'token',
    timeoutMs: 30_000,
    maxReplyBytes: 128 * 1024 * 1024,
    ratePerSecond: 20,
  });
  expect(config.secrets).toEqual(['1400000002', 'AKID1', 'key', 'token']);
  expect(readLookupConfig({ ...NPP, ...ROLE }).vendor).toEqual({ ...config.vendor, endpoint: undefined });
});

test('closing days needs the archive and no vendor', () => {
  expect(faults(() => readCloseConfig({})).facts).toEqual({ variables: 'ARCHIVE_URL' });
  expect(readCloseConfig({ ARCHIVE_URL: COS.ARCHIVE_URL, ...ROLE, ALERT_CLOSE: '6h', CDR_TIMEOUT: 'wrong' })).toEqual({
    archive: readPullConfig({ ...COS, ...ROLE }).archive,
    passes: {
      utcOffsetSeconds: 28_800,
      slotSeconds: 600,
      passAgesSeconds: [300, 5400, 43_200],
      retentionSeconds: 86_400,
    },
    alert: { webhook: undefined, lagSeconds: 3600, closeSeconds: 21_600 },
    logLevel: 'info',
    secrets: ['AKID1', 'key', 'token'],
  });
});

test('a lookup may have the archive, and then has all that the archive needs', () => {
  expect(readLookupConfig(VENDOR)).toMatchObject({ archive: undefined, slotSeconds: 600, retentionSeconds: 86_400 });
  expect(faults(() => readLookupConfig(COS)).facts).toEqual({
    variables: 'COS_REGION,TENCENTCLOUD_SECRETID,TENCENTCLOUD_SECRETKEY',
  });
  expect(readLookupConfig({ ...COS, ...ROLE }).archive).toEqual(readPullConfig({ ...COS, ...ROLE }).archive);
});

test('the address of a webhook is taken as it is, and is a secret', () => {
  const webhook = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=3f2a';
  const { alert, secrets } = readPullConfig({ ...PULL, ALERT_WEBHOOK: webhook, ALERT_LAG: '30m' });
  expect(alert).toEqual({ webhook, lagSeconds: 1800, closeSeconds: 86_400 });
  expect(secrets).toContain(webhook);
});

test('a proxy is read in upper and lower case, with the hosts it is not for', () => {
  const proxy = { url: 'http://127.0.0.1:7890/', except: ['localhost', '.example.com'] };
  const config = readPullConfig({
    ...COS,
    ...ROLE,
    https_proxy: '127.0.0.1:7890',
    no_proxy: 'localhost, .Example.com',
  });
  expect([config.vendor.proxy, config.alert.proxy]).toEqual([proxy, proxy]);
  expect(config.archive).toMatchObject({ proxy });
  const both = { ...PULL, HTTPS_PROXY: 'http://u:p@proxy:8080', https_proxy: 'other:1' };
  expect(readCloseConfig(both).alert.proxy?.url).toBe('http://u:p@proxy:8080/');
});

test('what runs on this machine listens where HOST and PORT say', () => {
  expect(readLocalConfig({})).toEqual({ host: '127.0.0.1', port: 8651 });
  expect(readLocalConfig({ HOST: '0.0.0.0', PORT: '80' })).toEqual({ host: '0.0.0.0', port: 80 });
  expect(faults(() => readLocalConfig({ HOST: 'a b', PORT: '65536' })).facts).toEqual({ variables: 'HOST,PORT' });
});

test('keys of a role are taken whole, up to the 1024 characters they may have', () => {
  const long = 'k'.repeat(1024);
  const config = readPullConfig({ ...COS, ...ROLE, TENCENTCLOUD_SECRETID: long, TENCENTCLOUD_SECRETKEY: long });
  expect(config.archive).toMatchObject({ secretId: long, secretKey: long });
});
