/** Variables that look like settings of ours and are none: what was set there has no effect, and nobody would know. */

import { ROWS } from './settings.ts';

export interface Misspelt {
  readonly name: string;
  /** The setting that is likely meant; undefined where none is near. */
  readonly meant: string | undefined;
}

const KNOWN = new Set(ROWS.flatMap(([name, { alias }]) => (alias === undefined ? [name] : [name, alias])));
/** Nobody else's variables begin so. */
const OURS = /^(?:CDR|NPP|ALERT|LOOKUP)_/;
/** Short or common names: other programs have variables near them. */
const COMMON = new Set(['HOST', 'PORT', 'NO_PROXY', 'HTTPS_PROXY', 'TENCENTCLOUD_TOKEN']);
const MAX_NAME_LENGTH = 64;

/** How many letters must be added, left out, replaced or swapped with their neighbour to make one of the other. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? least) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

function nearest(name: string): string | undefined {
  let meant: string | undefined;
  let least = name.length < 8 ? 2 : 3;
  for (const [known] of ROWS) {
    const far = COMMON.has(known) ? Number.POSITIVE_INFINITY : distance(name.toUpperCase(), known);
    if (far < least) [meant, least] = [known, far];
  }
  return meant;
}

/** @param environment blank variables are left alone, as everywhere */
export function misspeltSettings(environment: Readonly<Record<string, string | undefined>>): Misspelt[] {
  const names = Object.keys(environment).filter((name) => (environment[name] ?? '').trim() !== '');
  return names.flatMap((name) => {
    if (KNOWN.has(name) || name.length > MAX_NAME_LENGTH) return [];
    const meant = nearest(name);
    return meant !== undefined || OURS.test(name) ? [{ name, meant }] : [];
  });
}

/** What to tell about them, a sentence each. */
export function misspeltWarnings(environment: Readonly<Record<string, string | undefined>>): string[] {
  return misspeltSettings(environment).map(({ name, meant }) =>
    meant === undefined
      ? `There is no setting ${name}: it has no effect. docs/settings.md lists all settings.`
      : `There is no setting ${name}: it has no effect. Is ${meant} meant?`,
  );
}
