/** What a line of the archive is found by, read without parsing the rest of it. */

export interface LineKeys {
  readonly callId: string;
  /** As the vendor wrote them. */
  readonly src: string | null;
  readonly dst: string | null;
}

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const KEYS = new RegExp(String.raw`^\{"callId":(${TEXT}),"src":(null|${TEXT}),"dst":(null|${TEXT}),`);

function value(json: string): string | null {
  if (json === 'null') return null;
  return json.includes('\\') ? String(JSON.parse(json)) : json.slice(1, -1);
}

/** Undefined when the text is no line of the archive. */
export function lineKeys(line: string): LineKeys | undefined {
  const [, callId = '', src = '', dst = ''] = KEYS.exec(line) ?? [];
  return callId === '' ? undefined : { callId: value(callId) ?? '', src: value(src), dst: value(dst) };
}

/** The record as lookups answer it: the line without the version of its row. */
export function withoutRev(line: string): string {
  return line.replace(/,"rev":\d+\}$/, '}');
}
