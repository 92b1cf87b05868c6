/**
 * The text within a JSON string, piece by piece. A `\u` escape beyond ASCII is left as it is: what the string holds is
 * base64 or JSON itself, and there the escape means the same one level down.
 */

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([^u]))/g;

export function createUnescape(): (piece: Buffer) => Buffer {
  let rest = '';
  return (piece) => {
    // One character a byte: multi-byte characters pass through untouched.
    const text = rest + piece.toString('latin1');
    let end = 0;
    const plain = text.replaceAll(ESCAPE, (whole, hex: string | undefined, letter: string | undefined, at: number) => {
      end = at + whole.length;
      if (hex === undefined) return ESCAPES[letter ?? ''] ?? letter ?? '';
      const code = Number.parseInt(hex, 16);
      return code < 0x80 ? String.fromCharCode(code) : whole;
    });
    const unfinished = text.indexOf('\\', end);
    rest = unfinished < 0 ? '' : text.slice(unfinished);
    return Buffer.from(rest === '' ? plain : plain.slice(0, -rest.length), 'latin1');
  };
}
