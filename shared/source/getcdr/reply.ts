/** Reads one reply as a stream: rows go to the sink as they arrive, what stands around them comes back at the end. */

import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Envelope } from './envelope.ts';
import { boundedBytes, type BodySize } from './size-limit.ts';
import { createScanner, type ScanHandler } from './json-rows.ts';
import { createUnescape } from './unescape.ts';

/** Who gets the rows of one reply. */
export interface RowSink extends Pick<ScanHandler, 'row' | 'rowAt' | 'oversizeRow'> {
  /** The reply came to nothing: its rows are no answer. */
  readonly abandon?: () => void;
}

/** A second reader for the text of a `cdr` that is a string: it may be wrapped like a whole reply. */
function createNested(
  sink: RowSink,
  maxBytes: number,
): { write: (text: Buffer) => Promise<void>; end: () => Promise<boolean>; stop: () => Promise<void> } {
  const unescape = createUnescape();
  const input = new PassThrough();
  const reading = read(input, maxBytes, sink, 'cdr');
  // Awaited in write and end; until then a failure is no unhandled rejection.
  reading.catch(() => undefined);
  return {
    async write(text) {
      if (!input.write(unescape(text))) await Promise.race([once(input, 'drain'), reading]);
    },
    async end() {
      input.end();
      return (await reading).complete;
    },
    /** It is behind the first reader: without this, rows would still come when the reply has failed already. */
    async stop() {
      input.destroy();
      await reading.catch(() => undefined);
    },
  };
}

async function read(
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  sink: RowSink,
  start: 'reply' | 'cdr',
  size?: BodySize,
): Promise<Envelope> {
  const texts: Buffer[] = [];
  const scanner = createScanner({ ...sink, text: (piece) => void texts.push(piece) }, start);
  let nested: ReturnType<typeof createNested> | undefined;
  try {
    for await (const chunk of boundedBytes(bytes, maxBytes, size)) {
      // What is no JSON gets no better by reading on, and may never end.
      if (!scanner.write(chunk)) break;
      for (const text of texts.splice(0)) {
        if (text.length === 0) continue;
        // A string within a string within a string …: each would cost the memory of another inflate.
        if (start === 'cdr') return { members: new Map(), complete: false };
        nested ??= createNested(sink, maxBytes);
        await nested.write(text);
      }
    }
    const { members, complete } = scanner.end();
    const nestedComplete = nested === undefined || (await nested.end());
    return { members, complete: complete && nestedComplete };
  } finally {
    await nested?.stop();
  }
}

/**
 * @param bytes the body as it came over the wire, in any chunking
 * @param maxBytes the most that it may hold once decoded
 * @param size given, a reply that is going to be far too large is given up early
 * @throws HuadanError `oversize`; errors of `bytes` and of zlib as they are
 */
export async function readReply(
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  sink: RowSink,
  size?: BodySize,
): Promise<Envelope> {
  return read(bytes, maxBytes, sink, 'reply', size);
}
