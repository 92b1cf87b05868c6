/** What of a reply may stand in an error message when the reply says nothing for itself. */

/** Where call records begin, whatever the list is called: nothing of them is quoted. */
const RECORDS = /\[|"cdr"|"call_?id"/i;
/** Text without a break may be encoded, and whatever it holds would pass every mask. */
const ENCODED = /[0-9A-Za-z+/_-]{32,}/;
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** `head` may end within a character. */
function decode(head: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
  } catch {
    return undefined;
  }
}

/** The beginning of a decoded reply as text, up to where it may hold call records; '' when it is no text. */
export function quotable(head: Buffer): string {
  const text = decode(head, 'utf-8') ?? decode(head, 'gb18030') ?? '';
  const before = text.slice(0, RECORDS.exec(text)?.index);
  if (CONTROL.test(before) || ENCODED.test(before)) return '';
  return /[\p{L}\p{N}]/u.test(before) ? before : '';
}
