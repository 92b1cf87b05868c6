/**
 * Cuts a reply into its parts while it arrives: `{"cdr":[row, row, …],"errorCode":"0",…}`. It follows strings and
 * brackets only; whether a row is sound JSON is for whoever gets it. Memory holds one row, at most MAX_RECORD_BYTES.
 * Lenient where the vendor is known to be sloppy: a comma before a closing bracket. What stands behind the end is ignored.
 */

import { BYTE, decodeText, isSpace } from '../../bytes.ts';
import { MAX_RECORD_BYTES } from '../../cdr/decode.ts';
import type { Collector } from '../answer.ts';
import { looksLikeRecords, MEMBERS, parseJson, type Envelope } from './envelope.ts';
import { createValueEnd } from './value-end.ts';

/** Most of what is held are the names of members. */
const FIRST_HELD_BYTES = 4096;

/** Who gets the rows of one reply: the elements of its `cdr`. */
export type RowSink = Pick<Collector, 'row' | 'rowAt' | 'oversizeRow'>;

export interface Scanner {
  /** False once the text is no JSON, whatever may follow. */
  write: (chunk: Buffer) => boolean;
  end: () => Envelope;
}

type State = 'start' | 'key' | 'colon' | 'value' | 'next' | 'element' | 'nextElement' | 'within' | 'done' | 'broken';

/**
 * @param onText takes what a `cdr` that is a string holds between its quotes, piece by piece, escapes and all
 * @param start what the text is: a reply is an object; what a `cdr` string holds may also be the bare array
 */
export function createScanner(sink: RowSink, onText: (piece: Buffer) => void, start: 'reply' | 'cdr'): Scanner {
  let state: State = 'start';
  /** The rows are all there is: the text of a `cdr` string that is the bare array. */
  let bare = false;
  let hasList = false;
  let hasOversizeValue = false;
  const members = new Map<string, string>();
  let strayRecords = false;
  /** Of the member that was begun last. */
  let name = '';

  // The value under way: what it is for, where it ends, where its first byte is in this chunk, and what earlier chunks
  // held of it.
  let purpose: 'key' | 'member' | 'row' | 'text' = 'key';
  const value = createValueEnd();
  let mark = 0;
  let heldBytes = 0;
  let held = Buffer.allocUnsafe(FIRST_HELD_BYTES);

  function begin(what: typeof purpose, byte: number, at: number): void {
    purpose = what;
    value.begin(byte);
    // A text is handed on without its quotes.
    mark = what === 'text' ? at + 1 : at;
    heldBytes = 0;
    state = 'within';
  }

  function hold(chunk: Buffer, end: number): void {
    if (heldBytes + end - mark > held.length && held.length < MAX_RECORD_BYTES) {
      held = Buffer.concat([held], MAX_RECORD_BYTES);
    }
    if (heldBytes < MAX_RECORD_BYTES) chunk.copy(held, heldBytes, mark, end);
    heldBytes += end - mark;
    mark = 0;
  }

  function finish(chunk: Buffer, end: number): void {
    if (purpose === 'text') {
      onText(chunk.subarray(mark, end - 1));
      state = 'next';
    } else if (purpose === 'row' && heldBytes === 0 && end - mark <= MAX_RECORD_BYTES) {
      sink.row(chunk, mark, end);
      state = 'nextElement';
    } else {
      hold(chunk, end);
      finishHeld(held.subarray(0, Math.min(heldBytes, MAX_RECORD_BYTES)));
    }
  }

  /** `raw`: the beginning of the value under way, nearly always all of it. */
  function finishHeld(raw: Buffer): void {
    const isWhole = raw.length === heldBytes;
    if (purpose === 'row') {
      if (isWhole) sink.row(raw, 0, raw.length);
      else if (raw[0] === BYTE.openBrace) sink.oversizeRow(raw, heldBytes);
      else hasOversizeValue = true;
      state = 'nextElement';
    } else if (purpose === 'member') {
      if (MEMBERS.has(name)) members.set(name, decodeText(raw) ?? '');
      else strayRecords ||= looksLikeRecords(raw);
      state = 'next';
    } else {
      const parsed = parseJson(raw.toString());
      name = typeof parsed === 'string' ? parsed : '';
      state = isWhole ? 'colon' : 'broken';
    }
  }

  function beginList(): void {
    hasList = true;
    state = 'element';
  }

  /** What one byte between values means in each state; anything unexpected breaks the reply. */
  function structure(byte: number, at: number): void {
    const before = state;
    state = 'broken';
    switch (before) {
      case 'start':
        bare = byte === BYTE.openBracket && start === 'cdr';
        if (bare) beginList();
        else if (byte === BYTE.openBrace) state = 'key';
        break;
      case 'key':
        if (byte === BYTE.quote) begin('key', byte, at);
        else if (byte === BYTE.closeBrace) state = 'done';
        break;
      case 'colon':
        if (byte === BYTE.colon) state = 'value';
        break;
      case 'value':
        if (byte === BYTE.comma || byte === BYTE.closeBrace || byte === BYTE.closeBracket) break;
        if (name === 'cdr' && byte === BYTE.openBracket) beginList();
        else if (name === 'cdr' && byte === BYTE.quote) begin('text', byte, at);
        else begin('member', byte, at);
        break;
      case 'next':
        if (byte === BYTE.comma) state = 'key';
        else if (byte === BYTE.closeBrace) state = 'done';
        break;
      case 'element':
        if (byte === BYTE.closeBracket) state = bare ? 'done' : 'next';
        else if (byte !== BYTE.comma && byte !== BYTE.closeBrace) begin('row', byte, at);
        break;
      case 'nextElement':
        if (byte === BYTE.comma) state = 'element';
        else if (byte === BYTE.closeBracket) state = bare ? 'done' : 'next';
        break;
      case 'within':
      case 'done':
      case 'broken':
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
          const rowEnd = state === 'element' && byte === BYTE.openBrace ? sink.rowAt(chunk, i) : -1;
          if (rowEnd >= 0) {
            state = 'nextElement';
            i = rowEnd;
            continue;
          }
          if (!isSpace(byte)) structure(byte, i);
          // A value is scanned from its own first byte.
          if ((state as State) !== 'within') i++;
          continue;
        }
        const end = value.find(chunk, i);
        if (end < 0) {
          if (purpose === 'text') onText(chunk.subarray(mark));
          else hold(chunk, chunk.length);
          return true;
        }
        i = end;
        finish(chunk, end);
      }
      return state !== 'broken';
    },
    end: () => ({ members, strayRecords, complete: state === 'done', hasList, hasOversizeValue }),
  };
}
