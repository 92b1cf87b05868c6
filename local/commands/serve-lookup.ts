/** The lookup function's app on a port of this machine, beside the pulling. */

import { createApp } from '../../functions/lookup/app.ts';
import type { LookupConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import { listenNear } from '../console/listen.ts';
import { serveApp, type Served } from './serve.ts';

const PORT = 8651;

/** Undefined without tokens: there is nobody it would answer. */
export async function serveLookup(config: LookupConfig, log: Log): Promise<Served | undefined> {
  if (config.tokens.length === 0) return undefined;
  const app = createApp({ config, log });
  return listenNear(PORT, async (port) => serveApp(app, { port }));
}
