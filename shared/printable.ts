/** Text of others, safe to look at: on a terminal a control character would move, colour, hide or forge what is read. */

/** C0, DEL, C1, line and paragraph separators, bidirectional marks and overrides, halves of surrogate pairs. */
const UNSAFE = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

function escaped(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Control characters, line breaks too, as JSON escapes them: so JSON stays the same JSON. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, escaped);
}

/** As `printable`, for text of our own that has lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
