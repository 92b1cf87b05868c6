/**
 * The environment, read once per invocation and checked whole: all faults are reported together, by name, and none of
 * them by value. Nothing else in the project reads the environment.
 */

import * as z from 'zod/mini';
import { HuadanError } from '../errors.ts';
import type { LogLevel } from '../log.ts';
import type { ArchiveLocation } from './archive-url.ts';
import type { LookupToken } from './lookup-tokens.ts';
import * as schema from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface VendorConfig {
  /** Scheme and host, such as `https://pstn.example.com`. */
  readonly endpoint: string;
  readonly id: string;
  readonly appId: string;
  readonly compress: boolean;
  readonly timeoutMs: number;
  readonly maxReplyBytes: number;
}

export interface CosConfig {
  readonly region: string;
  /** Stands in for COS when it is set. */
  readonly endpoint: string | undefined;
  readonly secretId: string;
  readonly secretKey: string;
  readonly sessionToken: string | undefined;
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
}

export interface PullConfig {
  readonly vendor: VendorConfig;
  readonly archive: ArchiveConfig;
  readonly passes: PassConfig;
  readonly logLevel: LogLevel;
  /** Values that must never be seen in a log. */
  readonly secrets: readonly string[];
}

export interface LookupConfig {
  readonly vendor: VendorConfig;
  readonly utcOffsetSeconds: number;
  readonly tokens: readonly LookupToken[];
  readonly logLevel: LogLevel;
  readonly secrets: readonly string[];
}

function present(env: Environment): Record<string, string> {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Checks the variables of `shape` and tells every fault at once. */
function check<T extends z.core.$ZodShape>(shape: T, env: Record<string, string>): z.infer<z.ZodMiniObject<T>> {
  const result = z.safeParse(z.object(shape), env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }));
  throw new HuadanError(
    'config',
    `Reading the configuration: ${faults.map(({ name, message }) => `${name} ${message}`).join('; ')}. ` +
      'Set them in the environment or in .env; the README lists all settings.',
    { facts: { variables: faults.map(({ name }) => name).join(',') } },
  );
}

type VendorValues = z.infer<z.ZodMiniObject<ReturnType<typeof schema.vendor>>>;

function vendorConfig(values: VendorValues): VendorConfig {
  return {
    endpoint: values.CDR_ENDPOINT,
    id: values.CDR_ID,
    appId: values.CDR_APP_ID,
    compress: values.CDR_COMPRESS,
    timeoutMs: values.CDR_TIMEOUT,
    maxReplyBytes: values.CDR_MAX_REPLY,
  };
}

function secretsOf(env: Record<string, string>): string[] {
  const names = [
    'CDR_ID',
    'CDR_APP_ID',
    'TENCENTCLOUD_SECRETID',
    'TENCENTCLOUD_SECRETKEY',
    'TENCENTCLOUD_SESSIONTOKEN',
  ];
  return names.flatMap((name) => env[name] ?? []);
}

/** The region the platform runs the function in serves as the bucket's where none is given. */
function withRegion(env: Record<string, string>): Record<string, string> {
  const region = env['COS_REGION'] ?? env['TENCENTCLOUD_REGION'];
  return region === undefined ? env : { ...env, COS_REGION: region };
}

function archiveConfig(
  location: ArchiveLocation,
  cos: z.infer<z.ZodMiniObject<typeof schema.cos>> | undefined,
): ArchiveConfig {
  if (location.kind === 'file') return location;
  if (cos === undefined) throw new TypeError('an archive in COS needs its settings checked first');
  return {
    ...location,
    region: cos.COS_REGION,
    endpoint: cos.COS_ENDPOINT,
    secretId: cos.TENCENTCLOUD_SECRETID,
    secretKey: cos.TENCENTCLOUD_SECRETKEY,
    sessionToken: cos.TENCENTCLOUD_SESSIONTOKEN,
  };
}

export function readPullConfig(environment: Environment): PullConfig {
  const env = withRegion(present(environment));
  const vendor = schema.vendor(env['CDR_ALLOW_HTTP'] === '1');
  const shape = { ...schema.common, ...vendor, ...schema.archive, ...schema.passes };
  const inCos = env['ARCHIVE_URL']?.startsWith('cos:') === true;
  const values = check({ ...shape, ...(inCos ? schema.cos : {}) }, env);
  return {
    vendor: vendorConfig(values),
    archive: archiveConfig(values.ARCHIVE_URL, inCos ? check(schema.cos, env) : undefined),
    passes: {
      utcOffsetSeconds: values.UTC_OFFSET,
      slotSeconds: values.SLOT_MINUTES,
      passAgesSeconds: values.PASSES,
      lookbackSeconds: values.LOOKBACK,
    },
    logLevel: values.LOG_LEVEL,
    secrets: secretsOf(env),
  };
}

export function readLookupConfig(environment: Environment): LookupConfig {
  const env = present(environment);
  const vendor = schema.vendor(env['CDR_ALLOW_HTTP'] === '1');
  const values = check({ ...schema.common, ...vendor, ...schema.lookup }, env);
  return {
    vendor: vendorConfig(values),
    utcOffsetSeconds: values.UTC_OFFSET,
    tokens: values.LOOKUP_TOKENS,
    logLevel: values.LOG_LEVEL,
    secrets: secretsOf(env),
  };
}
