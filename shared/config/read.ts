/**
 * The environment, read once per invocation and checked whole: all faults are reported together, by name, and none of
 * them by value. Nothing else in the project reads the environment.
 */

import * as z from 'zod/mini';
import { HuadanError } from '../errors.ts';
import type { Proxy } from '../http.ts';
import type { LogLevel } from '../log.ts';
import type { ArchiveLocation } from './archive-url.ts';
import type { LookupToken } from './lookup-tokens.ts';
import type { Kind } from './parsers.ts';
import { CONDITIONS, ROWS, type Given, type Reader, type Setting, type SETTINGS } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The `getCdr` interface. */
export interface VendorConfig {
  readonly source: 'getcdr';
  /** Scheme and host, such as `https://pstn.example.com`. */
  readonly endpoint: string;
  readonly id: string;
  readonly appId: string;
  readonly compress: boolean;
  readonly timeoutMs: number;
  readonly maxReplyBytes: number;
  /** Infinity for no bound. */
  readonly ratePerSecond: number;
  readonly proxy?: Proxy | undefined;
}

/** Keys of an account or of a function's role. */
export interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
}

/** Cloud API 3.0. */
export interface NppConfig extends Keys, Pick<VendorConfig, 'timeoutMs' | 'maxReplyBytes' | 'ratePerSecond' | 'proxy'> {
  readonly source: 'npp';
  /** `BizAppId`. */
  readonly appId: string;
  /** Stands in for Cloud API 3.0 when it is set. */
  readonly endpoint: string | undefined;
}

export type SourceConfig = VendorConfig | NppConfig;

export interface CosConfig extends Keys {
  readonly region: string;
  /** Stands in for COS when it is set. */
  readonly endpoint: string | undefined;
  readonly proxy?: Proxy | undefined;
}

export type ArchiveConfig =
  | Extract<ArchiveLocation, { kind: 'file' }>
  | (Extract<ArchiveLocation, { kind: 'cos' }> & CosConfig);

/** How time is cut: the archive's slots and the ages at which each stretch is pulled again. */
export interface PassConfig {
  readonly utcOffsetSeconds: number;
  readonly slotSeconds: number;
  /** Ascending. */
  readonly passAgesSeconds: readonly number[];
  readonly lookbackSeconds: number;
  /** How long the vendor keeps records. */
  readonly retentionSeconds: number;
}

export interface AlertConfig {
  /** The whole address, which is a secret. Undefined: nobody is told. */
  readonly webhook: string | undefined;
  readonly lagSeconds: number;
  readonly closeSeconds: number;
  readonly proxy?: Proxy | undefined;
}

interface CommonConfig {
  readonly logLevel: LogLevel;
  /** Values that must never be seen in a log. */
  readonly secrets: readonly string[];
}

export interface PullConfig extends CommonConfig {
  readonly vendor: SourceConfig;
  readonly archive: ArchiveConfig;
  readonly passes: PassConfig;
  readonly alert: AlertConfig;
}

export interface CloseConfig extends CommonConfig {
  readonly archive: ArchiveConfig;
  readonly passes: Omit<PassConfig, 'lookbackSeconds'>;
  readonly alert: AlertConfig;
}

export interface LookupConfig extends CommonConfig {
  readonly vendor: SourceConfig;
  /** Undefined: only the vendor is asked. */
  readonly archive: ArchiveConfig | undefined;
  readonly utcOffsetSeconds: number;
  readonly slotSeconds: number;
  readonly retentionSeconds: number;
  readonly tokens: readonly LookupToken[];
}

/** Where `npm start` answers HTTP. */
export interface LocalConfig {
  readonly host: string;
  readonly port: number;
}

type Table = typeof SETTINGS;
type KindOf<R extends Setting> =
  R['kind'] extends Kind<infer T> ? T : R['kind'] extends (env: Given) => Kind<infer T> ? T : never;
/** Undefined is what may be missing, and what the reader does not read. */
type Values = {
  readonly [N in keyof Table]: KindOf<Table[N]> | (Table[N] extends { default: string } ? never : undefined);
};

/** What is set: blank is missing, and another name counts where the setting's own is missing. */
function given(environment: Environment): Given {
  const entries = Object.entries(environment).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const env = Object.fromEntries(entries.filter(([, value]) => value !== ''));
  for (const [name, { alias }] of ROWS) {
    const text = alias === undefined ? undefined : env[alias];
    if (text !== undefined) env[name] ??= text;
  }
  return env;
}

function schemaOf(reader: Reader, env: Given): Record<string, z.ZodMiniType> {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [name, row] of ROWS) {
    const { kind, when, requiredBy = [], default: text } = row;
    if (!row.readers.includes(reader) || when?.every((condition) => !CONDITIONS[condition].holds(env)) === true)
      continue;
    const schema = typeof kind === 'function' ? kind(env) : kind;
    if (text !== undefined) shape[name] = z.pipe(z._default(z.string(), text), schema);
    else shape[name] = requiredBy.includes(reader) ? schema : z.optional(schema);
  }
  return shape;
}

/** Reads what is `reader`'s. @throws HuadanError `config` that tells every fault at once */
function read(reader: Reader, env: Given): Values {
  // The shape is made at run time from the very rows the type is made from.
  const schema = z.pipe(z.object(schemaOf(reader, env)), z.custom<Values>());
  const result = z.safeParse(schema, env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }));
  throw new HuadanError(
    'config',
    `Reading the configuration: ${faults.map(({ name, message }) => `${name} ${message}`).join('; ')}. ` +
      'Set them in the environment or in .env; docs/settings.md lists all settings.',
    { facts: { variables: faults.map(({ name }) => name).join(',') } },
  );
}

/** A value that `read` would have refused to go on without. */
function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('a setting is used that its reader does not require');
  return value;
}

function keys(values: Values): Keys {
  return {
    secretId: sure(values.TENCENTCLOUD_SECRETID),
    secretKey: sure(values.TENCENTCLOUD_SECRETKEY),
    sessionToken: values.TENCENTCLOUD_SESSIONTOKEN,
  };
}

function proxyConfig({ HTTPS_PROXY: url, NO_PROXY: except }: Values): Proxy | undefined {
  return url === undefined ? undefined : { url, except };
}

function vendorConfig(values: Values): SourceConfig {
  const { CDR_TIMEOUT: timeoutMs, CDR_MAX_REPLY: maxReplyBytes, CDR_RATE: ratePerSecond } = values;
  const common = { timeoutMs, maxReplyBytes, ratePerSecond, proxy: proxyConfig(values) };
  if (values.CDR_SOURCE === 'npp') {
    const appId = sure(values.NPP_APP_ID);
    return { source: 'npp', appId, endpoint: values.NPP_ENDPOINT, ...keys(values), ...common };
  }
  return {
    source: 'getcdr',
    endpoint: sure(values.CDR_ENDPOINT),
    id: sure(values.CDR_ID),
    appId: sure(values.CDR_APP_ID),
    compress: values.CDR_COMPRESS,
    ...common,
  };
}

function archiveConfig(values: Values): ArchiveConfig {
  const location = sure(values.ARCHIVE_URL);
  if (location.kind === 'file') return location;
  return {
    ...location,
    region: sure(values.COS_REGION),
    endpoint: values.COS_ENDPOINT,
    proxy: proxyConfig(values),
    ...keys(values),
  };
}

function passConfig(values: Values): Omit<PassConfig, 'lookbackSeconds'> {
  return {
    utcOffsetSeconds: values.UTC_OFFSET,
    slotSeconds: values.SLOT_MINUTES,
    passAgesSeconds: values.PASSES,
    retentionSeconds: values.RETENTION,
  };
}

function alertConfig(values: Values): AlertConfig {
  return {
    webhook: values.ALERT_WEBHOOK,
    lagSeconds: values.ALERT_LAG,
    closeSeconds: values.ALERT_CLOSE,
    proxy: proxyConfig(values),
  };
}

function secretsOf(env: Given): string[] {
  return ROWS.flatMap(([name, { secret }]) => (secret === true ? (env[name] ?? []) : []));
}

/** Values that must never be seen, whatever else is wrong with the settings. */
export function secretsIn(environment: Environment): string[] {
  return secretsOf(given(environment));
}

function commonConfig(values: Values, env: Given): CommonConfig {
  return { logLevel: values.LOG_LEVEL, secrets: secretsOf(env) };
}

/** @throws HuadanError `config` that tells every fault at once, as all of these do */
export function readPullConfig(environment: Environment): PullConfig {
  const env = given(environment);
  const values = read('pull', env);
  return {
    vendor: vendorConfig(values),
    archive: archiveConfig(values),
    passes: { ...passConfig(values), lookbackSeconds: values.LOOKBACK },
    alert: alertConfig(values),
    ...commonConfig(values, env),
  };
}

/** Asks no vendor, so it reads nothing about one. */
export function readCloseConfig(environment: Environment): CloseConfig {
  const env = given(environment);
  const values = read('close', env);
  return {
    archive: archiveConfig(values),
    passes: passConfig(values),
    alert: alertConfig(values),
    ...commonConfig(values, env),
  };
}

export function readLookupConfig(environment: Environment): LookupConfig {
  const env = given(environment);
  const values = read('lookup', env);
  return {
    vendor: vendorConfig(values),
    archive: values.ARCHIVE_URL === undefined ? undefined : archiveConfig(values),
    utcOffsetSeconds: values.UTC_OFFSET,
    slotSeconds: values.SLOT_MINUTES,
    retentionSeconds: values.RETENTION,
    tokens: values.LOOKUP_TOKENS,
    ...commonConfig(values, env),
  };
}

export function readLocalConfig(environment: Environment): LocalConfig {
  const values = read('local', given(environment));
  return { host: values.HOST, port: values.PORT };
}
