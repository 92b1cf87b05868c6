/** What of a reply may stand in an error message when the reply says nothing for itself. */

import { decodeText } from '../../bytes.ts';

/** Where call records begin, whatever the list is called: nothing of them is quoted. */
const RECORDS = /\[|"cdr"|"call_?id"/i;
/** Text without a break may be encoded, and whatever it holds would pass every mask. */
const ENCODED = /[0-9A-Za-z+/_-]{32,}/;
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** The beginning of a decoded reply as text, up to where it may hold call records; '' when it is no text. */
export function quotable(head: Buffer): string {
  const text = decodeText(head, true) ?? '';
  const before = text.slice(0, RECORDS.exec(text)?.index);
  if (CONTROL.test(before) || ENCODED.test(before)) return '';
  return /[\p{L}\p{N}]/u.test(before) ? before : '';
}
