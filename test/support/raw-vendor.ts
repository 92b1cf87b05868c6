/** A vendor below HTTP: it reads a request's bytes and sends whatever bytes the test wants, when it wants. */

import { once } from 'node:events';
import net, { type Socket } from 'node:net';

const TLS_HANDSHAKE = 0x16;

export interface RawVendor {
  readonly endpoint: string;
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** @param answer called with each request's socket, once its head, or a greeting of TLS, has come */
export async function startRawVendor(answer: (socket: Socket) => void): Promise<RawVendor> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // The other side breaks the connection in most of these tests.
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (bytes.includes('\r\n\r\n') || bytes[0] === TLS_HANDSHAKE) answer(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`,
    connections: () => connections,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** Sends `piece` again and again, as fast as it is taken, until the other side has had enough. */
export function flood(socket: Socket, piece: Buffer): void {
  const more = (): void => {
    while (socket.writable && socket.write(piece));
    if (socket.writable) socket.once('drain', more);
  };
  more();
}

/** Sends a byte every so many milliseconds, for ever. */
export function trickle(socket: Socket, byte: string, everyMs: number): void {
  const timer = setInterval(() => void socket.write(byte), everyMs);
  socket.on('close', () => clearInterval(timer));
}
