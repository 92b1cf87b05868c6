/** What stands around the rows of a reply: its other members. */

export interface Envelope {
  /** The members that are read, as raw JSON text; `cdr` when it is neither a list nor a string. The last of equal names counts. */
  readonly members: ReadonlyMap<string, string>;
  /** Under another name than `cdr` stands what looks like a call record. */
  readonly strayRecords: boolean;
  /** False when the text broke off or is not JSON. */
  readonly complete: boolean;
  /** `cdr` is a list. */
  readonly hasList: boolean;
  /** The list holds what is no row and too large to be kept: a list of many rows, say, that is smaller for less time. */
  readonly hasOversizeValue: boolean;
}

/** What is read beside the rows: a reply can hold any number of other members. */
export const MEMBERS: ReadonlySet<string> = new Set(['errorCode', 'result', 'msg', 'Msg', 'offset', 'cdr']);

const RECORD = [/"call_?id"/i, /"(?:startSrcCallTime|endCallTime)"/i];

export function looksLikeRecords(value: Buffer): boolean {
  const text = value.toString('latin1');
  return RECORD.every((part) => part.test(text));
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
