/** What stands around the rows of a reply: its other members. */

import { decodeText } from '../../bytes.ts';

export interface Around {
  /** The members that are read, as raw JSON text; `cdr` when it is neither a list nor a string. The last of equal names counts. */
  readonly members: ReadonlyMap<string, string>;
  /** Under another name than `cdr` stands what looks like a call record. */
  readonly strayRecords: boolean;
}

/** What is read beside the rows: a reply can hold any number of other members. */
const MEMBERS = new Set(['errorCode', 'result', 'msg', 'Msg', 'offset', 'cdr']);
const RECORD = [/"call_?id"/i, /"(?:startSrcCallTime|endCallTime)"/i];

interface EnvelopeReader {
  /** A member's name, as JSON text. */
  name: (raw: Buffer) => void;
  /** The beginning of the value of the member named last, as JSON text. */
  value: (raw: Buffer) => void;
  isCdr: () => boolean;
  end: () => Around;
}

/** The value of a JSON string, or "" when it is none. */
function parseString(raw: string): string {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

export function createEnvelopeReader(): EnvelopeReader {
  const members = new Map<string, string>();
  let name = '';
  let strayRecords = false;
  return {
    name: (raw) => void (name = parseString(raw.toString())),
    value(raw) {
      if (MEMBERS.has(name)) members.set(name, decodeText(raw) ?? '');
      else strayRecords ||= RECORD.every((part) => part.test(raw.toString('latin1')));
    },
    isCdr: () => name === 'cdr',
    end: () => ({ members, strayRecords }),
  };
}
