/** What serverless.yml may say: the types here, the JSON Schema that refuses everything else below. */

interface Shared {
  readonly memorySize?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** Literal values; the framework turns numbers and booleans into text before they get here. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Names whose values come from the shell or `.env`: so no secret stands in this file or in what `print` shows. One that
   * is missing or blank is left out of the deployment.
   */
  readonly environmentFrom?: readonly string[];
}

export interface ProviderSettings extends Shared {
  readonly name: 'tencent';
  readonly stage: string;
  readonly region: string;
  readonly runtime?: string;
  readonly namespace?: string;
  readonly role?: string;
  readonly fixedIp?: boolean;
  readonly logs?: { readonly logset: string; readonly topic: string };
}

export interface TimerSettings {
  readonly cron: string;
  readonly name?: string;
  readonly enabled?: boolean;
  /** Handed to the function as the event's `Message`. */
  readonly message?: string;
}

export interface UrlSettings {
  readonly auth: 'NONE' | 'CAM';
}

export type EventSettings = { readonly timer: TimerSettings } | { readonly functionUrl: UrlSettings };

export interface FunctionSettings extends Shared {
  /** Full name in the cloud: `<service>-<stage>-<key>` unless it is set. */
  readonly name: string;
  readonly handler: string;
  readonly description?: string;
  readonly role?: string;
  /** At most so many at a time. */
  readonly instances?: number;
  /** False keeps the platform from logging its own lines, which quote what the function returns. */
  readonly systemLog?: boolean;
  readonly asyncRetries?: number;
  readonly asyncMaxAge?: number;
  readonly events: readonly EventSettings[];
}

/** Set by the platform; it refuses functions that bring their own (cloud.tencent.com/document/product/583/30228). */
const ENVIRONMENT_NAME = '^(?!SCF_|QCLOUD_|TENCENTCLOUD_)[a-zA-Z][a-zA-Z0-9_]*$';
/** Second, minute, hour, day, month, weekday, year (cloud.tencent.com/document/product/583/9708). */
const CRON = '^\\S+( \\S+){6}$';
/** Two names of 2 to 60 characters with a letter at both ends: what CreateFunction takes for `Handler`. */
const HANDLER = '^([^/]+/)*[a-zA-Z][\\w-]{0,58}[a-zA-Z]\\.[a-zA-Z][\\w-]{0,58}[a-zA-Z]$';

const text = { type: 'string', minLength: 1 };
const environmentNames = { type: 'array', items: { type: 'string', pattern: ENVIRONMENT_NAME }, uniqueItems: true };

function object(properties: Record<string, object>, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** Limits: cloud.tencent.com/document/product/583/11637. */
const shared = {
  memorySize: { type: 'integer', minimum: 128, maximum: 3072, multipleOf: 128 },
  timeout: { type: 'integer', minimum: 1, maximum: 900 },
  environment: {
    type: 'object',
    patternProperties: { [ENVIRONMENT_NAME]: { type: 'string' } },
    additionalProperties: false,
  },
  environmentFrom: environmentNames,
  role: text,
};

const timer = object(
  {
    cron: { type: 'string', pattern: CRON },
    name: { type: 'string', pattern: '^[a-zA-Z][\\w-]{0,59}$' },
    enabled: { type: 'boolean' },
    message: { type: 'string', maxLength: 4096 },
  },
  ['cron'],
);

export const providerSchema = {
  provider: {
    properties: {
      ...shared,
      stage: { type: 'string', pattern: '^[a-zA-Z0-9-]+$' },
      region: { type: 'string', pattern: '^[a-z]+-[a-z0-9-]+$' },
      runtime: { enum: ['Nodejs18.15', 'Nodejs20.19'] },
      namespace: text,
      fixedIp: { type: 'boolean' },
      logs: object({ logset: text, topic: text }, ['logset', 'topic']),
    },
    required: ['region'],
  },
  function: {
    properties: {
      ...shared,
      handler: { type: 'string', pattern: HANDLER },
      description: { type: 'string', maxLength: 800, pattern: '^[\\p{Script=Han}\\w ,.]*$' },
      instances: { type: 'integer', minimum: 1 },
      systemLog: { type: 'boolean' },
      asyncRetries: { type: 'integer', minimum: 0, maximum: 2 },
      asyncMaxAge: { type: 'integer', minimum: 60, maximum: 21_600 },
    },
    required: ['handler'],
  },
  functionEvents: {
    timer,
    functionUrl: object({ auth: { enum: ['NONE', 'CAM'] } }, ['auth']),
  },
};
