/** The values of the settings that one reader reads, checked by the table of settings. */

import * as z from 'zod/mini';
import { HuadanError } from '../errors.ts';
import type { Kind } from './parsers.ts';
import { CONDITIONS, ROWS, type Given, type Reader, type Setting, type SETTINGS } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

type Table = typeof SETTINGS;
type KindOf<R extends Setting> =
  R['kind'] extends Kind<infer T> ? T : R['kind'] extends (env: Given) => Kind<infer T> ? T : never;
/** Undefined is what may be missing, and what the reader does not read. */
export type Values = {
  readonly [N in keyof Table]: KindOf<Table[N]> | (Table[N] extends { default: string } ? never : undefined);
};

/** What is set: blank is missing, and another name counts where the setting's own is missing. */
export function given(environment: Environment): Given {
  const entries = Object.entries(environment).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const env = Object.fromEntries(entries.filter(([, value]) => value !== ''));
  for (const [name, { alias }] of ROWS) {
    const text = alias === undefined ? undefined : env[alias];
    if (text !== undefined) env[name] ??= text;
  }
  return env;
}

function schemaOf(reader: Reader, env: Given): Record<string, z.ZodMiniType> {
  const shape: Record<string, z.ZodMiniType> = {};
  for (const [name, row] of ROWS) {
    const { kind, when, requiredBy = [], default: text } = row;
    if (!row.readers.includes(reader) || when?.every((condition) => !CONDITIONS[condition].holds(env)) === true)
      continue;
    const schema = typeof kind === 'function' ? kind(env) : kind;
    if (text !== undefined) shape[name] = z.pipe(z._default(z.string(), text), schema);
    else shape[name] = requiredBy.includes(reader) ? schema : z.optional(schema);
  }
  return shape;
}

/** Reads what is `reader`'s. @throws HuadanError `config` that tells every fault at once */
export function read(reader: Reader, env: Given): Values {
  // The shape is made at run time from the very rows the type is made from.
  const schema = z.pipe(z.object(schemaOf(reader, env)), z.custom<Values>());
  const result = z.safeParse(schema, env);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }));
  throw new HuadanError(
    'config',
    `Reading the configuration: ${faults.map(({ name, message }) => `${name} ${message}`).join('; ')}. ` +
      'Set them in the environment or in .env; docs/settings.md lists all settings.',
    { facts: { variables: faults.map(({ name }) => name).join(',') } },
  );
}

/** A value that `read` would have refused to go on without. */
export function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('a setting is used that its reader does not require');
  return value;
}

/** Values that must never be seen, whatever else is wrong with the settings. */
export function secretsIn(environment: Environment): string[] {
  const env = given(environment);
  return ROWS.flatMap(([name, { secret }]) => (secret === true ? (env[name] ?? []) : []));
}
