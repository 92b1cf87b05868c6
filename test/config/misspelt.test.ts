import fc from 'fast-check';
import { expect, test } from 'vitest';
import { misspeltSettings, misspeltWarnings } from '../../shared/config/misspelt.ts';
import { ROWS } from '../../shared/config/settings.ts';
import { SEED } from '../support/seed.ts';

test.each([
  ['CDR_TIMOUT', 'CDR_TIMEOUT'],
  ['CDR_APPID', 'CDR_APP_ID'],
  ['CDR_ENPOINT', 'CDR_ENDPOINT'],
  ['cdr_timeout', 'CDR_TIMEOUT'],
  ['PASES', 'PASSES'],
  ['LOOKBCAK', 'LOOKBACK'],
  ['SLOT_MINUTE', 'SLOT_MINUTES'],
  ['RETENTON', 'RETENTION'],
  ['ARCHIVE_URI', 'ARCHIVE_URL'],
  ['LOOKUP_TOKEN', 'LOOKUP_TOKENS'],
  ['ALERT_WEBHOK', 'ALERT_WEBHOOK'],
  ['TENCENTCLOUD_SECRETEKEY', 'TENCENTCLOUD_SECRETKEY'],
])('%s is told, with %s as what is meant', (name, meant) => {
  expect(misspeltSettings({ [name]: 'x' })).toEqual([{ name, meant }]);
  expect(misspeltWarnings({ [name]: 'secret' })).toEqual([
    `There is no setting ${name}: it has no effect. Is ${meant} meant?`,
  ]);
});

test('a name that only begins like ours is told without a guess', () => {
  expect(misspeltSettings({ CDR_SOMETHING_ELSE: '1' })).toEqual([{ name: 'CDR_SOMETHING_ELSE', meant: undefined }]);
});

test('variables of other programs, of the platform and blank ones are left alone', () => {
  const others = [
    ['PATH', 'HOME', 'LANG', 'PWD', 'SHLVL', 'HOSTNAME', 'PORTS', 'LOGNAME', 'NO_COLOR', 'NODE_ENV', 'http_proxy'],
    ['TENCENTCLOUD_RUNENV', 'TENCENTCLOUD_APPID', 'TENCENTCLOUD_UIN', 'TENCENTCLOUD_TZ', 'SCF_FUNCTIONNAME'],
    ['QCLOUD_REGION', 'COS_BUCKET', 'AWS_SECRET_ACCESS_KEY', 'npm_lifecycle_event', 'ALL_PROXY', 'HTTP_PROXY'],
  ].flat();
  expect(misspeltSettings(Object.fromEntries(others.map((name) => [name, 'x'])))).toEqual([]);
  expect(misspeltSettings({ CDR_TIMOUT: ' ', CDR_APPID: undefined })).toEqual([]);
});

test('no setting is taken for a misspelt one', () => {
  const names = ROWS.flatMap(([name, { alias = name }]) => [name, alias]);
  expect(misspeltSettings(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
});

test(`one slip in a long name is found, wherever it is (SEED=${SEED})`, () => {
  const long = ROWS.map(([name]) => name).filter((name) => name.length >= 10 && !/PROXY|TENCENTCLOUD/.test(name));
  fc.assert(
    fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom('', 'Q'), (name, at, put) => {
      const place = at % name.length;
      const wrong = name.slice(0, place) + put + name.slice(place + 1);
      expect(misspeltSettings({ [wrong]: 'x' })).toEqual([{ name: wrong, meant: name }]);
    }),
    { seed: SEED },
  );
});
