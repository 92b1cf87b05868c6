/** The lookup function's app on a port of this machine, beside the pulling. */

import { createApp } from '../../functions/lookup/app.ts';
import type { LocalConfig, LookupConfig } from '../../shared/config/read.ts';
import type { Log } from '../../shared/log.ts';
import { listenExactly, listenNear } from '../console/listen.ts';
import type { Words } from '../words/index.ts';
import { serveApp, type Served } from './serve.ts';

/**
 * Without tokens it refuses every lookup and still tells that it is alive (`/healthz`).
 * @param anyPort whether another port will do when the one of the settings is taken
 * @throws HuadanError `config` for a port that cannot be had
 */
export async function serveLookup(
  config: LookupConfig,
  { host, port }: LocalConfig,
  { log, anyPort, words }: { log: Log; anyPort: boolean; words: Words },
): Promise<Served> {
  const app = createApp({ config, log });
  const listen = async (chosen: number): Promise<Served> => serveApp(app, { host, port: chosen });
  return listenExactly(host, port, async () => (anyPort ? listenNear(port, listen) : listen(port)), words.settings);
}
