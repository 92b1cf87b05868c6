/** Where closed days stand in the archive. Readers of a lake skip names that begin with `_`. */

/** `2026-03-05`, a day on the archive's clock. */
export type Day = string;

export const DAYS_PREFIX = 'days/';
export const CATALOGUE_NAME = `${DAYS_PREFIX}_catalogue.json`;

function threeDigits(value: number): string {
  return String(value).padStart(3, '0');
}

/** `days/dt=2026-03-05/`; the names in a manifest are relative to it. */
export function dayPrefix(day: Day): string {
  return `${DAYS_PREFIX}dt=${day}/`;
}

export function manifestName(day: Day): string {
  return `${dayPrefix(day)}_manifest.json`;
}

/** `calls-000.jsonl.gz`. */
export function callsName(file: number): string {
  return `calls-${threeDigits(file)}.jsonl.gz`;
}

/** True for `calls-000.jsonl.gz`, which readers of a lake take for data. */
export function isCalls(name: string): boolean {
  return name.startsWith('calls-');
}

/** `_calls-000.idx`: the index of `calls-000.jsonl.gz`. */
export function indexName(file: number): string {
  return `_calls-${threeDigits(file)}.idx`;
}

/** `_changes-001.jsonl.gz`: what generation 1 changed of generation 0. */
export function changesName(generation: number): string {
  return `_changes-${threeDigits(generation)}.jsonl.gz`;
}
