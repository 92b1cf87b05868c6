/** Reads a command line by a table of arguments, strictly, and reports all that is wrong with it at once. */

import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Words } from '../words/index.ts';

export interface ArgSpec {
  /** A `positional` is an argument without a name; a command has at most one. */
  readonly type: 'string' | 'boolean' | 'positional';
  /** What stands for the value in help: `FILE`, `TIME`. */
  readonly value?: string;
  /** One letter. */
  readonly short?: string;
}

export type ArgTable = Readonly<Record<string, ArgSpec>>;

/** Flags are false and all else is undefined when not given: whether something is needed is for the command to say. */
export type ParsedArgs<A extends ArgTable> = { readonly [K in keyof A]: ValueOf<A[K]['type']> };

type ValueOf<T> = T extends 'boolean' ? boolean : string | undefined;

export interface CommandLine<A extends ArgTable> {
  readonly args: ParsedArgs<A>;
  readonly help: boolean;
  /** One sentence each. */
  readonly faults: readonly string[];
}

type Options = NonNullable<ParseArgsConfig['options']>;

const HELP = { type: 'boolean', short: 'h' } as const;

function optionsOf(table: ArgTable): Options {
  const options: Options = { help: HELP };
  for (const [name, { type, short }] of Object.entries(table)) {
    if (type !== 'positional') options[name] = { type, ...(short === undefined ? {} : { short }) };
  }
  return options;
}

/** @param say how faults are told */
export function readCommandLine<const A extends ArgTable>(
  table: A,
  words: readonly string[],
  say: Words['faults'],
): CommandLine<A> {
  const options = optionsOf(table);
  const positional = Object.keys(table).find((name) => table[name]?.type === 'positional');
  // `strict` would stop at the first fault.
  const { tokens } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const faults: string[] = [];
  let isUnknown = false;
  const found: Record<string, string | boolean> = {};
  for (const token of tokens) {
    if (token.kind === 'option') {
      const { name, rawName, value } = token;
      const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
      if (type === undefined) {
        faults.push(say.unknownOption(rawName));
        isUnknown = true;
      } else if (type === 'boolean' && value !== undefined) faults.push(say.takesNoValue(rawName));
      // `--from --to 12:00`: the next option is no value. A value that does begin with a dash is written --from=-1.
      else if (type === 'string' && (!value || (value.startsWith('-') && !token.inlineValue))) {
        faults.push(say.needsValue(rawName));
      } else found[name] = value ?? true;
    } else if (token.kind === 'positional') {
      if (positional !== undefined && found[positional] === undefined) found[positional] = token.value;
      // It may be the value of the unknown option, which was told of.
      else if (!isUnknown) faults.push(say.unexpected(token.value));
    }
  }
  if (faults.length > 0 && tokens.every(({ kind }) => kind === 'positional')) {
    faults.push(say.npm);
  }
  const entries = Object.entries(table).map(([name, { type }]) => [
    name,
    type === 'boolean' ? found[name] === true : found[name],
  ]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made from the table, kind by kind
  return { args: Object.fromEntries(entries) as ParsedArgs<A>, help: found['help'] === true, faults };
}
