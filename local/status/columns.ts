/** How many columns of a terminal a text takes: East Asian characters take two (https://www.unicode.org/reports/tr11/). */

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g;

export function columns(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

/** With spaces behind it until it takes `width` columns. */
export function padColumns(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}
