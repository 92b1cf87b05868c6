/** Columns of a terminal, in which Chinese characters take two each. */

const WIDE = /[\u2E80-\u9FFF\uFF00-\uFF60]/g;

export function widthOf(text: string): number {
  return text.replaceAll(WIDE, '  ').length;
}

/** Filled with spaces behind the text, or in front of it where it ends at the right, as figures do. */
export function padTo(width: number, text: string, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? `${text}${space}` : `${space}${text}`;
}
