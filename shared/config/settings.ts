/**
 * Every setting there is, a row each. All else follows from this table: what each program reads, which values are
 * secret, docs/settings.md, .env.example, and what serverless.yml hands to each function.
 */

import { LOG_LEVELS } from '../log.ts';
import { archiveLocation } from './archive-url.ts';
import { lookupTokens } from './lookup-tokens.ts';
import * as kind from './parsers.ts';

/** Variables that are set, by name; none of them blank. */
export type Given = Readonly<Record<string, string>>;

/** The three functions, what runs on a machine only, and what brings the functions to the cloud. */
export type Reader = 'pull' | 'close' | 'lookup' | 'local' | 'deploy';

/** Some settings count only beside others. */
export const CONDITIONS = {
  getcdr: { words: 'CDR_SOURCE=getcdr', holds: (env: Given) => env['CDR_SOURCE'] !== 'npp' },
  npp: { words: 'CDR_SOURCE=npp', holds: (env: Given) => env['CDR_SOURCE'] === 'npp' },
  cos: { words: 'an archive in COS', holds: (env: Given) => env['ARCHIVE_URL']?.startsWith('cos:') === true },
} as const;

export interface Setting {
  /** How its text becomes a value. */
  readonly kind: kind.Kind<unknown> | ((env: Given) => kind.Kind<unknown>);
  /** Taken where it is missing, in the same words as a person would set it. */
  readonly default?: string;
  readonly readers: readonly Reader[];
  /** Those that cannot do without it. */
  readonly requiredBy?: readonly Reader[];
  /** It is read only when one of these holds. */
  readonly when?: readonly (keyof typeof CONDITIONS)[];
  /** Read where the variable itself is missing. */
  readonly alias?: string;
  /** Its value is never shown. */
  readonly secret?: true;
  /** False: `deploy` does not hand it on. The platform sets it, or it is about this machine alone. */
  readonly deployed?: false;
  /** What it is, for a person. */
  readonly about: string;
}

const EVERYONE = ['pull', 'close', 'lookup', 'local'] as const;
const FUNCTIONS = ['pull', 'close', 'lookup'] as const;
const ASKING = ['pull', 'lookup'] as const;
const DEPLOYING = ['deploy'] as const;

export const SETTINGS = {
  CDR_SOURCE: {
    kind: kind.oneOf('getcdr', 'npp'),
    default: 'getcdr',
    readers: ASKING,
    about: 'the interface calls come from: `getcdr` (an address the vendor hands out) or `npp` (Cloud API 3.0)',
  },
  CDR_ENDPOINT: {
    kind: (env: Given) => kind.vendorOrigin(env['CDR_ALLOW_HTTP'] === '1'),
    readers: ASKING,
    requiredBy: ASKING,
    when: ['getcdr'],
    about: 'scheme and host, as the vendor hands them out; https except on this machine',
  },
  CDR_ID: {
    kind: kind.plainText,
    readers: ASKING,
    requiredBy: ASKING,
    when: ['getcdr'],
    secret: true,
    about: 'the account, as the vendor hands it out',
  },
  CDR_APP_ID: {
    kind: kind.plainText,
    readers: ASKING,
    requiredBy: ASKING,
    when: ['getcdr'],
    secret: true,
    about: 'the application, as the vendor hands it out',
  },
  CDR_ALLOW_HTTP: {
    kind: kind.flag,
    default: '0',
    readers: ASKING,
    when: ['getcdr'],
    about: '`1` allows `http://` to other machines; the account’s id then travels in clear',
  },
  CDR_COMPRESS: {
    kind: kind.flag,
    default: '0',
    readers: ASKING,
    when: ['getcdr'],
    about: '`1` asks for zlib; what comes is read by its bytes either way',
  },
  CDR_TIMEOUT: {
    kind: kind.durationMs('1ms', '15m'),
    default: '30s',
    readers: ASKING,
    about: 'for one request; a window that takes longer is asked for in halves',
  },
  CDR_MAX_REPLY: {
    kind: kind.byteSize('1KB', '16GB'),
    default: '128MB',
    readers: ASKING,
    about: 'decoded; a larger reply is given up and asked for in halves',
  },
  CDR_RATE: {
    kind: kind.rate,
    default: '20',
    readers: ASKING,
    about: 'requests a second to the vendor, at most; `unlimited` is for a vendor of one’s own',
  },
  NPP_APP_ID: {
    kind: kind.plainText,
    readers: ASKING,
    requiredBy: ASKING,
    when: ['npp'],
    secret: true,
    about: 'the application (`BizAppId`), as the console shows it',
  },
  NPP_ENDPOINT: {
    kind: kind.origin,
    readers: ASKING,
    when: ['npp'],
    about: '`http(s)://host:port` that stands in for Cloud API 3.0',
  },
  ARCHIVE_URL: {
    kind: archiveLocation,
    readers: FUNCTIONS,
    requiredBy: ['pull', 'close'],
    about: '`cos://<bucket-appid>/<folder>` or `file:<folder>`; a lookup without it asks the vendor only',
  },
  COS_REGION: {
    kind: kind.plainText,
    alias: 'TENCENTCLOUD_REGION',
    readers: FUNCTIONS,
    requiredBy: FUNCTIONS,
    when: ['cos'],
    about: 'the bucket’s region; where it is missing, `TENCENTCLOUD_REGION` counts',
  },
  COS_ENDPOINT: {
    kind: kind.origin,
    readers: FUNCTIONS,
    when: ['cos'],
    about: '`http(s)://host:port` that stands in for COS',
  },
  TENCENTCLOUD_SECRETID: {
    kind: kind.longText,
    readers: FUNCTIONS,
    requiredBy: FUNCTIONS,
    when: ['cos', 'npp'],
    secret: true,
    deployed: false,
    about: 'on SCF the platform sets it from the function’s role',
  },
  TENCENTCLOUD_SECRETKEY: {
    kind: kind.longText,
    readers: FUNCTIONS,
    requiredBy: FUNCTIONS,
    when: ['cos', 'npp'],
    secret: true,
    deployed: false,
    about: 'as above',
  },
  TENCENTCLOUD_SESSIONTOKEN: {
    kind: kind.longText,
    readers: FUNCTIONS,
    when: ['cos', 'npp'],
    secret: true,
    deployed: false,
    about: 'as above; comes with temporary keys',
  },
  UTC_OFFSET: {
    kind: kind.utcOffset,
    default: '+08:00',
    readers: EVERYONE,
    about: 'of times and names in the archive; fixed once an archive is begun',
  },
  SLOT_MINUTES: {
    kind: kind.slotMinutes,
    default: '10',
    readers: FUNCTIONS,
    about: 'length of a slot, divides 60; fixed once an archive is begun',
  },
  PASSES: {
    kind: kind.passes('90d'),
    default: '5m,90m,12h',
    readers: ['pull', 'close'],
    about: 'ages at which each stretch of time is pulled, ascending',
  },
  LOOKBACK: {
    kind: kind.durationSeconds('1s', '90d'),
    default: '23h',
    readers: ['pull'],
    about: 'how far back a new archive begins; less than `RETENTION`',
  },
  RETENTION: {
    kind: kind.durationSeconds('1m', '366d'),
    default: '24h',
    readers: FUNCTIONS,
    about: 'how long the vendor keeps records; what was not pulled by then is told as lost',
  },
  ALERT_WEBHOOK: {
    kind: kind.webhook,
    readers: ['pull', 'close'],
    secret: true,
    about: 'a robot of WeCom, DingTalk or Feishu, or any address that takes JSON; without it nothing is sent',
  },
  ALERT_LAG: {
    kind: kind.durationSeconds('1m', '31d'),
    default: '1h',
    readers: ['pull', 'close'],
    about: 'an archive further behind than this is told',
  },
  ALERT_CLOSE: {
    kind: kind.durationSeconds('1m', '31d'),
    default: '24h',
    readers: ['pull', 'close'],
    about: 'a day not closed this long after its last pass is told',
  },
  LOOKUP_TOKENS: {
    kind: lookupTokens,
    default: '',
    readers: ['lookup'],
    secret: true,
    about: '`name:sha256hex,…` (`npm run token`); without any, every lookup is refused',
  },
  LOG_LEVEL: {
    kind: kind.oneOf(...LOG_LEVELS),
    default: 'info',
    readers: FUNCTIONS,
    about: '`debug`, `info`, `warn` or `error`',
  },
  HTTPS_PROXY: {
    kind: kind.proxyUrl,
    alias: 'https_proxy',
    readers: EVERYONE,
    deployed: false,
    about: 'the proxy to vendor, COS and webhook; a function behind one gets it by `environment:` in serverless.yml',
  },
  NO_PROXY: {
    kind: kind.hostList,
    alias: 'no_proxy',
    default: '',
    readers: EVERYONE,
    deployed: false,
    about: 'hosts that are reached without the proxy',
  },
  HOST: {
    kind: kind.hostName,
    default: '127.0.0.1',
    readers: ['local'],
    deployed: false,
    about: 'where `npm start` listens; tokens and records travel in clear there',
  },
  PORT: {
    kind: kind.port,
    default: '8651',
    readers: ['local'],
    deployed: false,
    about: 'the port `npm start` listens on; one that is taken is an error',
  },
  TENCENTCLOUD_SECRET_ID: {
    kind: kind.plainText,
    readers: DEPLOYING,
    requiredBy: DEPLOYING,
    secret: true,
    deployed: false,
    about: 'keys of the account that deploys (console.cloud.tencent.com/cam/capi)',
  },
  TENCENTCLOUD_SECRET_KEY: {
    kind: kind.plainText,
    readers: DEPLOYING,
    requiredBy: DEPLOYING,
    secret: true,
    deployed: false,
    about: 'as above',
  },
  TENCENTCLOUD_TOKEN: {
    kind: kind.longText,
    readers: DEPLOYING,
    secret: true,
    deployed: false,
    about: 'as above; comes with temporary keys',
  },
  TENCENTCLOUD_REGION: {
    kind: kind.plainText,
    default: 'ap-guangzhou',
    readers: DEPLOYING,
    deployed: false,
    about: 'where the functions run; best where the bucket is',
  },
  TENCENTCLOUD_API_ENDPOINT: {
    kind: kind.origin,
    readers: DEPLOYING,
    deployed: false,
    about: '`http(s)://host:port` that stands in for the cloud’s own API',
  },
  PULL_ROLE: {
    kind: kind.plainText,
    default: 'huadan-pull',
    readers: DEPLOYING,
    deployed: false,
    about: 'the role of the pull function',
  },
  CLOSE_ROLE: {
    kind: kind.plainText,
    default: 'huadan-close',
    readers: DEPLOYING,
    deployed: false,
    about: 'the role of the close function',
  },
  LOOKUP_ROLE: {
    kind: kind.plainText,
    default: 'huadan-lookup',
    readers: DEPLOYING,
    deployed: false,
    about: 'the role of the lookup function',
  },
} as const satisfies Record<string, Setting>;

/** The table as rows. */
export const ROWS: readonly (readonly [string, Setting])[] = Object.entries<Setting>(SETTINGS);

/** What `deploy` hands to each function. */
export function deployedSettings(reader: Reader): string[] {
  return ROWS.filter(([, row]) => row.readers.includes(reader) && row.deployed !== false).map(([name]) => name);
}
