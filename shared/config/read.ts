/**
 * The environment, read once per invocation and checked whole: all faults are reported together, by name, and none of
 * them by value. Nothing else in the project reads the environment.
 */

import type { Proxy } from '../http.ts';
import type { LogLevel } from '../log.ts';
import type { ArchiveLocation } from './archive-url.ts';
import type { LookupToken } from './lookup-tokens.ts';
import type { Given } from './settings.ts';
import { given, read, secretsIn, sure, type Environment, type Values } from './values.ts';

export type { Environment };

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

function commonConfig(values: Values, env: Given): CommonConfig {
  return { logLevel: values.LOG_LEVEL, secrets: secretsIn(env) };
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
