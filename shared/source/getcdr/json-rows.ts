/**
 * Cuts a reply into its parts while it arrives: `{"cdr":[row, row, …],"errorCode":"0",…}`. It follows strings and
 * brackets only; whether a row is sound JSON is for whoever gets it. Memory holds one row, at most MAX_RECORD_BYTES.
 * Lenient where the vendor is known to be sloppy: a comma before a closing bracket. What stands behind the end is ignored.
 */

import { BYTE, isSpace } from '../../bytes.ts';
import { MAX_RECORD_BYTES } from '../../cdr/decode.ts';
import { createEnvelopeReader, type Around } from './envelope.ts';
import { createValueEnd } from './value-end.ts';

export interface ScanHandler {
  /** One element of `cdr` is `bytes[start, end)`. The bytes are only good during the call. */
  row: (bytes: Buffer, start: number, end: number) => void;
  /**
   * The element of `cdr` that starts at `bytes[start]`, for those who can tell by themselves where it ends, which saves
   * looking for that first.
   * @returns the index after its last byte; -1 to get it as a `row`
   */
  rowAt?: ((bytes: Buffer, start: number) => number) | undefined;
  /** An element larger than MAX_RECORD_BYTES: its first bytes and its whole length. */
  oversizeRow: (head: Buffer, length: number) => void;
  /** `cdr` is a string: a piece of what stands between its quotes, escapes and all. */
  text: (piece: Buffer) => void;
}

export interface Envelope extends Around {
  /** False when the text broke off or is not JSON. */
  readonly complete: boolean;
  /** `cdr` is a list. */
  readonly hasList: boolean;
}

export interface Scanner {
  /** False once the text is no JSON, whatever may follow. */
  write: (chunk: Buffer) => boolean;
  end: () => Envelope;
}

type State = 'start' | 'key' | 'colon' | 'value' | 'next' | 'element' | 'nextElement' | 'within' | 'done' | 'broken';

/** `start`: what the text may begin with: a reply is an object; the text of a `cdr` string may also be the bare array. */
export function createScanner(handler: ScanHandler, start: 'reply' | 'cdr' = 'reply'): Scanner {
  const around = createEnvelopeReader();
  let state: State = 'start';
  /** The rows are all there is: the text of a `cdr` string that is the bare array. */
  let bare = false;
  let hasList = false;

  // The value under way: what it is for, where it ends, where its first byte is in this chunk, and what earlier chunks
  // held of it.
  let purpose: 'key' | 'member' | 'row' | 'text' = 'key';
  const value = createValueEnd();
  let mark = 0;
  let heldBytes = 0;
  const held = Buffer.allocUnsafe(MAX_RECORD_BYTES);

  function begin(what: typeof purpose, byte: number, at: number): void {
    purpose = what;
    value.begin(byte);
    mark = at;
    heldBytes = 0;
    state = 'within';
  }

  function hold(chunk: Buffer, end: number): void {
    if (heldBytes < MAX_RECORD_BYTES) chunk.copy(held, heldBytes, mark, end);
    heldBytes += end - mark;
    mark = 0;
  }

  function finishRow(chunk: Buffer, end: number): void {
    const length = heldBytes + end - mark;
    if (length > MAX_RECORD_BYTES) {
      hold(chunk, end);
      handler.oversizeRow(held, length);
    } else if (heldBytes === 0) handler.row(chunk, mark, end);
    else {
      hold(chunk, end);
      handler.row(held, 0, length);
    }
    state = 'nextElement';
  }

  function finishText(chunk: Buffer, end: number): void {
    handler.text(chunk.subarray(mark, end - 1));
    state = 'next';
  }

  function finishName(chunk: Buffer, end: number): void {
    hold(chunk, end);
    const raw = held.subarray(0, Math.min(heldBytes, MAX_RECORD_BYTES));
    if (purpose === 'member') {
      around.value(raw);
      state = 'next';
      return;
    }
    around.name(raw);
    state = heldBytes <= MAX_RECORD_BYTES ? 'colon' : 'broken';
  }

  function beginList(): void {
    hasList = true;
    state = 'element';
  }

  function beginMemberValue(byte: number, at: number): void {
    if (around.isCdr() && byte === BYTE.openBracket) beginList();
    else if (around.isCdr() && byte === BYTE.quote) {
      begin('text', byte, at);
      value.passQuote();
      mark = at + 1;
    } else begin('member', byte, at);
  }

  /** What one byte between values means in each state; anything unexpected breaks the reply. */
  function structure(byte: number, at: number): void {
    switch (state) {
      case 'start':
        bare = byte === BYTE.openBracket && start === 'cdr';
        if (bare) beginList();
        else state = byte === BYTE.openBrace ? 'key' : 'broken';
        return;
      case 'key':
        if (byte === BYTE.quote) begin('key', byte, at);
        else if (byte === BYTE.closeBrace) state = 'done';
        else state = 'broken';
        return;
      case 'colon':
        state = byte === BYTE.colon ? 'value' : 'broken';
        return;
      case 'value':
        if (byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket) state = 'broken';
        else beginMemberValue(byte, at);
        return;
      case 'next':
        if (byte === BYTE.comma) state = 'key';
        else if (byte === BYTE.closeBrace) state = 'done';
        else state = 'broken';
        return;
      case 'element':
        if (byte === BYTE.closeBracket) state = bare ? 'done' : 'next';
        else if (byte === BYTE.comma || byte === BYTE.closeBrace) state = 'broken';
        else begin('row', byte, at);
        return;
      case 'nextElement':
        if (byte === BYTE.comma) state = 'element';
        else if (byte === BYTE.closeBracket) state = bare ? 'done' : 'next';
        else state = 'broken';
        return;
      case 'within':
      case 'done':
      case 'broken':
        state = 'broken';
    }
  }

  return {
    write(chunk) {
      let i = 0;
      mark = 0;
      while (i < chunk.length) {
        if (state === 'broken') return false;
        if (state === 'done') return true;
        if (state !== 'within') {
          const byte = chunk[i]!;
          const rowEnd = state === 'element' && byte === BYTE.openBrace ? (handler.rowAt?.(chunk, i) ?? -1) : -1;
          if (rowEnd >= 0) {
            state = 'nextElement';
            i = rowEnd;
            continue;
          }
          if (!isSpace(byte)) structure(byte, i);
          // A value is scanned from its own first byte, except a string that is handed on without its quotes.
          if ((state as State) !== 'within' || (purpose as string) === 'text') i++;
          continue;
        }
        const end = value.find(chunk, i);
        if (end < 0) {
          if (purpose === 'text') handler.text(chunk.subarray(mark));
          else hold(chunk, chunk.length);
          return true;
        }
        i = end;
        if (purpose === 'row') finishRow(chunk, end);
        else if (purpose === 'text') finishText(chunk, end);
        else finishName(chunk, end);
      }
      return state !== 'broken';
    },
    end: () => ({ ...around.end(), complete: state === 'done', hasList }),
  };
}
