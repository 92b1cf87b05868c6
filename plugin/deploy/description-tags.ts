/**
 * What the API does not give back stands at the end of a function's description, the one field that creating and
 * updating write and reading returns: which code it runs, and whether the platform's own log lines are switched off.
 * (GetFunctionAddress has a `CodeSha256`, but nothing says of which bytes or in which form.) A description may hold
 * letters, digits, spaces, commas and full stops only.
 */

const CODE = /(^| )Code ([0-9a-f]{64})\.$/;
const QUIET = 'System log off.';

export function withCodeTag(description: string, sha256: string): string {
  return `${description} Code ${sha256}.`.trimStart();
}

export function withoutCodeTag(description: string): string {
  return description.replace(CODE, '');
}

export function readCodeTag(description: string): string | undefined {
  return CODE.exec(description)?.[2];
}

export function withQuietTag(description: string): string {
  return `${description} ${QUIET}`.trimStart();
}

export function readQuietTag(description: string): boolean {
  return withoutCodeTag(description).endsWith(QUIET);
}
