/** A deployed function in the plugin's own words: what is wanted and what was found are compared in this shape. */

interface Common {
  readonly enabled: boolean;
  /** The version or alias it calls. Part of its identity in the API, and of no importance otherwise. */
  readonly qualifier: string;
}

export interface Timer extends Common {
  readonly type: 'timer';
  readonly name: string;
  readonly cron: string;
  /** Reaches the function as the event's `Message`. */
  readonly message: string;
}

export interface FunctionUrl extends Common {
  readonly type: 'http';
  readonly auth: string;
  /** Reachable from the internet. */
  readonly extranet: boolean;
}

export type Trigger = Timer | FunctionUrl;

/** A trigger as it was found. */
export type FoundTrigger = Trigger & {
  /** A Function URL's is given by the service, and is part of its address. */
  readonly name: string;
  /** Made by a deployment, not by someone else. */
  readonly ours: boolean;
  /** What serverless.yml says nothing about and an update must not lose, as the API writes it. */
  readonly kept: Readonly<Record<string, unknown>>;
};

/** What UpdateFunctionConfiguration can change. */
export interface Configuration {
  readonly description: string;
  readonly memorySize: number;
  readonly timeoutSeconds: number;
  readonly role: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Calls leave from a public address that stays the same. */
  readonly fixedIp: boolean;
  /** Whether the platform logs its own lines, the returned value among them. */
  readonly systemLog: boolean;
  /** Where the log goes, as `logset/topic`; undefined leaves it to the platform. */
  readonly logs: string | undefined;
}

export const CONFIGURATION_FIELDS = [
  'description',
  'memorySize',
  'timeoutSeconds',
  'role',
  'environment',
  'fixedIp',
  'systemLog',
  'logs',
] as const satisfies readonly (keyof Configuration)[];

export interface AsyncSettings {
  /** How often an event is tried again after the function failed. */
  readonly retries: number;
  /** An event that waited longer is dropped. */
  readonly maxAgeSeconds: number;
}

export interface Wanted {
  /** The function's key in serverless.yml. */
  readonly key: string;
  /** Its name in the cloud. */
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly codeSha256: string;
  readonly configuration: Configuration;
  /** Memory of all instances together, which bounds their number; undefined for no bound. */
  readonly reservedMemory: number | undefined;
  readonly async: AsyncSettings;
  readonly triggers: readonly Trigger[];
}

export interface Found {
  readonly name: string;
  readonly status: string;
  readonly statusReason: string;
  readonly runtime: string;
  readonly handler: string;
  readonly configuration: Configuration;
  readonly reservedMemory: number | undefined;
  readonly async: AsyncSettings;
  readonly triggers: readonly FoundTrigger[];
  /** Names of triggers of types that serverless.yml does not know. */
  readonly foreignTriggers: readonly string[];
  readonly ips: readonly string[];
  readonly url: string | undefined;
  /** As the platform prints it, in Beijing time. */
  readonly modifiedAt: string;
}

/** The platform's own, for functions that say nothing (SCF page on error types and retries). */
export const DEFAULT_ASYNC: AsyncSettings = { retries: 2, maxAgeSeconds: 21_600 };

/** New triggers call the alias that follows the newest code (cloud.tencent.com/document/product/583/36149). */
export const QUALIFIER = '$DEFAULT';
