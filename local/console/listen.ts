/** Ports of this machine. */

import { errorCode, HuadanError } from '../../shared/errors.ts';
import type { Words } from '../words/index.ts';

/** Listens on the port that is easy to remember, or on any free one when another program has it. */
export async function listenNear<T>(port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}

const ADVISED = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'] as const;

/**
 * Listens on the port of the settings and no other.
 * @throws HuadanError `config` that names the setting to change
 */
export async function listenExactly<T>(
  host: string,
  port: number,
  listen: () => Promise<T>,
  { listening }: Words['settings'],
): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const code = ADVISED.find((one) => one === errorCode(error));
    if (code === undefined) throw error;
    throw new HuadanError('config', listening.at(`${host}:${port}`, listening[code]), { cause: error });
  }
}
