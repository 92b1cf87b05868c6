/** Ports of this machine. */

import { errorCode } from '../../shared/errors.ts';

/** Listens on the port one can remember, or on any free one when another program has it. */
export async function listenNear<T>(port: number, listen: (port: number) => Promise<T>): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    return listen(0);
  }
}
