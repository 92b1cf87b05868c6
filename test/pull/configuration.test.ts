import { expect, test } from 'vitest';
import { readLookupConfig, readPullConfig } from '../../shared/config/read.ts';
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
      endpoint: 'https://pstn.example.com',
      id: 'id-1',
      appId: '1400000001',
      compress: false,
      timeoutMs: 30_000,
      maxReplyBytes: 128 * 1024 * 1024,
    },
    archive: { kind: 'file', folder: '/tmp/archive' },
    passes: {
      utcOffsetSeconds: 28_800,
      slotSeconds: 600,
      passAgesSeconds: [300, 5400, 43_200],
      lookbackSeconds: 86_400,
    },
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
  });
  expect(passes).toEqual({
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
