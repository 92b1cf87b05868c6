/**
 * A call as a row for a spreadsheet: RFC 4180, in UTF-8 with the byte order mark without which Excel takes it for
 * something else.
 *
 * - Text of digits only begins with a tab: a spreadsheet then keeps it as text and all its digits, and pandas reads text.
 * - Text that a spreadsheet would take for a formula begins with an apostrophe
 *   (https://owasp.org/www-community/attacks/CSV_Injection).
 */

import { FIELDS } from '../../shared/cdr/fields.ts';
import type { CdrRecord } from '../../shared/cdr/schema.ts';
import { WORDS, type Words } from '../../shared/words/index.ts';
import type { Language } from '../../shared/words/language.ts';
import { headings } from './headings.ts';

type Value = string | number | null;

const LOOKS_LIKE_A_NUMBER = /^[\d+-][\d\s.,:/+\-eE()]*$/;
const LOOKS_LIKE_A_FORMULA = /^[=+\-@\t\r]/;

/** `2026-03-05T17:17:39+08:00` -> `2026-03-05 17:17:39`, which spreadsheets take for a time. */
function timeCell(time: string | null): string {
  return time === null ? '' : time.slice(0, 19).replace('T', ' ');
}

function textCell(text: string | null): string {
  if (text === null) return '';
  if (LOOKS_LIKE_A_NUMBER.test(text)) return `\t${text}`;
  return LOOKS_LIKE_A_FORMULA.test(text) ? `'${text}` : text;
}

function quoted(cell: Value): string {
  const text = String(cell ?? '');
  return /[",\r\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(values: readonly Value[]): string {
  return `${values.map(quoted).join(',')}\r\n`;
}

const KNOWN: ReadonlySet<string> = new Set([...FIELDS.map(([name]) => name), 'rev']);

/** Keys the vendor added, as JSON; '' when there are none. */
function furtherCell(call: CdrRecord): string {
  const further = Object.entries(call).filter(([name]) => !KNOWN.has(name));
  return further.length === 0 ? '' : JSON.stringify(Object.fromEntries(further));
}

function endingWords(code: number | null, { call }: Words): string {
  if (code === null) return call.endingNotTold;
  return call.endings[code] ?? call.endingNotListed;
}

function typeWords(code: number, { call }: Words): string {
  return call.types[code] || call.typeNotListed;
}

/** In the order of `headings`. */
function cells(call: CdrRecord, words: Words): Value[] {
  return [
    textCell(call.callId),
    textCell(call.src),
    textCell(call.dst),
    timeCell(call.startSrcCallTime),
    timeCell(call.startSrcRingTime),
    timeCell(call.srcAcceptTime),
    timeCell(call.startDstCallTime),
    timeCell(call.startDstRingTime),
    timeCell(call.dstAcceptTime),
    timeCell(call.endCallTime),
    call.callEndStatus,
    endingWords(call.callEndStatus, words),
    call.duration,
    textCell(call.recordUrl),
    call.callType,
    typeWords(call.callType, words),
    textCell(call.bizId),
    textCell(call.orderId),
    furtherCell(call),
  ];
}

export function csvHead(language: Language): string {
  return `\u{FEFF}${line(headings(language))}`;
}

/** @param json a line of the archive */
export function csvRow(json: string, language: Language): string {
  return line(cells(JSON.parse(json), WORDS[language]));
}
