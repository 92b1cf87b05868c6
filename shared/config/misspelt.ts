/** Variables that look like settings of ours and are none: what was set there has no effect, and nobody would know. */

import { nearest } from './nearest.ts';
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

function nearestSetting(name: string): string | undefined {
  const known = ROWS.map(([setting]) => setting).filter((setting) => !COMMON.has(setting));
  return nearest(name.toUpperCase(), known);
}

/** @param environment blank variables are left alone, as everywhere */
export function misspeltSettings(environment: Readonly<Record<string, string | undefined>>): Misspelt[] {
  const names = Object.keys(environment).filter((name) => (environment[name] ?? '').trim() !== '');
  return names.flatMap((name) => {
    if (KNOWN.has(name) || name.length > MAX_NAME_LENGTH) return [];
    const meant = nearestSetting(name);
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
