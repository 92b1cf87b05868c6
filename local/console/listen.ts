/** Ports of this machine. */

import { errorCode, HuadanError } from '../../shared/errors.ts';

/** Listens on the port that is easy to remember, or on any free one when another program has it. */
export async function listenNear<T>(port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses that port. Stop it, or set PORT to a free one.',
  EACCES: 'this user may not use that port. Set PORT to one above 1023.',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST to one it has.',
  ENOTFOUND: 'there is no such host. Set HOST to an address of this machine.',
};

/**
 * Listens on the port of the settings and no other.
 * @throws HuadanError `config` that names the setting to change
 */
export async function listenExactly<T>(host: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const advice = ADVICE[errorCode(error) ?? ''];
    if (advice === undefined) throw error;
    throw new HuadanError('config', `Listening on ${host}:${port} (HOST, PORT): ${advice}`, { cause: error });
  }
}
