/** What the stand-in remembers of a function. Field names are the API's. */

import type { Variable } from './limits.ts';

export type Status = 'Creating' | 'CreateFailed' | 'Active' | 'Updating' | 'UpdateFailed' | 'Deleting';

export interface StoredTrigger {
  /** A Function URL's is given by the service: it is the id in the address. */
  TriggerName: string;
  Type: string;
  /** As it was written; reading gives another form. */
  written: string;
  Enable: number;
  CustomArgument: string;
  Qualifier: string;
  Description: string;
  /** When it was made, in milliseconds since 1970: a Function URL can be read only some time later. */
  madeAtMs: number;
  /** Domains that are bound to a Function URL, as JSON. */
  BoundResources: string;
}

export interface StoredFunction {
  FunctionName: string;
  Namespace: string;
  Runtime: string;
  Handler: string;
  Description: string;
  MemorySize: number;
  Timeout: number;
  Role: string;
  Variables: Variable[];
  fixedIp: boolean;
  /** The platform's own lines stay out of the log. */
  quiet: boolean;
  ClsLogsetId: string;
  ClsTopicId: string;
  Status: Status;
  reason: string;
  ModTime: string;
  folder: string;
  triggers: StoredTrigger[];
  reserved: number | null;
  retries: number;
  maxAgeSeconds: number;
  running: number;
}

/** One call of the API, as the test may want to count it. */
export interface Call {
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}
