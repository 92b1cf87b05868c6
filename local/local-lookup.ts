/** The lookup function's app on a port of this machine, beside the pulling. */

import { createApp } from '../functions/lookup/app.ts';
import { readLookupConfig, type Environment, type LookupConfig } from '../shared/config/read.ts';
import type { Log } from '../shared/log.ts';
import { createToken } from './lookup-token.ts';
import { listenNear } from './ports.ts';
import { serveApp, type Served } from './serve.ts';

const PORT = 8651;

export interface DemoLookup {
  readonly environment: Environment;
  readonly token: string;
}

/** A token that is good until the process ends: only its hash is a setting. */
export function withDemoToken(environment: Environment): DemoLookup {
  const made = createToken('demo');
  if (made === undefined) throw new TypeError('"demo" is a name for a token');
  return { environment: { ...environment, LOOKUP_TOKENS: made.entry }, token: made.token };
}

/** Undefined without tokens: there is nobody it would answer. */
export async function serveLookup(config: LookupConfig, log: Log): Promise<Served | undefined> {
  if (config.tokens.length === 0) return undefined;
  const app = createApp({ config, log });
  return listenNear(PORT, async (port) => serveApp(app, { port }));
}
