/** What stands around the rows of a reply: its other members, as they came. */

export interface Envelope {
  /** The members that are read, as raw JSON text; `cdr` when it is neither a list nor a string. The last of equal names counts. */
  readonly members: ReadonlyMap<string, string>;
  /** False when the text broke off or is not JSON. */
  readonly complete: boolean;
}

/** What is read beside the rows: a reply can hold any number of other members. */
const MEMBERS = new Set(['errorCode', 'ErrorCode', 'result', 'msg', 'Msg', 'offset', 'Offset', 'cdr', 'Cdr']);

interface EnvelopeReader {
  /** A member's name, as JSON text. */
  name: (raw: string) => void;
  /** The value of the member named last, as JSON text. */
  value: (raw: string) => void;
  isCdr: () => boolean;
  isResponse: () => boolean;
  members: ReadonlyMap<string, string>;
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
  return {
    members,
    name: (raw) => void (name = parseString(raw)),
    value(raw) {
      if (MEMBERS.has(name)) members.set(name, raw);
    },
    isCdr: () => name === 'cdr' || name === 'Cdr',
    isResponse: () => name === 'Response',
  };
}
