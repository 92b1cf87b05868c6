/** Help that teaches: what a command does, lines to copy, every option, the exit codes. */

import type { Environment } from '../../shared/config/read.ts';
import type { Words } from '../words/index.ts';
import type { ArgSpec, ArgTable } from './arguments.ts';
import { padTo, widthOf } from './columns.ts';
import type { Command } from './command.ts';
import { LANGUAGE_ARGS } from './language.ts';

const USAGE_CODE = 2;

/** Writes command lines in the form this user types: npm sets `npm_lifecycle_event` for `npm run NAME`. */
export function commandLineOf(environment: Environment): (name: string, args?: string) => string {
  const byScript = environment['npm_lifecycle_event'] !== undefined && environment['npm_command'] !== 'exec';
  return (name, args = '') => {
    if (!byScript) return `npx huadan ${name} ${args}`.trimEnd();
    return `npm ${name === 'start' ? '' : 'run '}${name}${args === '' ? '' : ` -- ${args}`}`;
  };
}

function table(rows: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(...rows.map(([left]) => widthOf(left)));
  return rows.map(([left, right]) => `${indent}${padTo(width, left)}  ${right}`.trimEnd()).join('\n');
}

function optionRow(name: string, { type, value, short }: ArgSpec, about: string): [string, string] {
  if (type === 'positional') return [`<${name}>`, about];
  const prefix = short === undefined ? '' : `-${short}, `;
  return [`${prefix}--${name}${type === 'string' ? ` ${value ?? ''}`.trimEnd() : ''}`, about];
}

function optionRows(args: ArgTable, abouts: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(args).map(([name, spec]) => optionRow(name, spec, abouts[name] ?? ''));
}

/** 2 is always also for what was asked for wrongly. */
function exitRows(own: Readonly<Record<number, string>>, { usageCode }: Words['help']): [string, string][] {
  return Object.entries({ [USAGE_CODE]: '', ...own }).flatMap(([code, about]): [string, string][] => {
    if (code !== String(USAGE_CODE)) return [[code, about]];
    return about === ''
      ? [[code, usageCode]]
      : [
          [code, about],
          ['', usageCode],
        ];
  });
}

function section(title: string, body: string): string {
  return `${title}\n${body}`;
}

export function commandHelp(
  name: string,
  command: Command,
  commandLine: (name: string, args?: string) => string,
  words: Words,
): string {
  const { summary, args, examples, notes, exitCodes } = command.help(words);
  const { help } = words;
  const abouts = { ...help.args, ...args };
  const rows = [...optionRows({ ...command.args, ...LANGUAGE_ARGS }, abouts), ['-h, --help', help.args.help] as const];
  const lines = Object.entries(examples).map(([line, about]) => [commandLine(name, line), about] as const);
  const parts = [
    summary,
    section(help.examples, table(lines)),
    section(help.options, table(rows)),
    ...(notes === undefined ? [] : [notes.trim()]),
    section(help.exitCodes, table(exitRows(exitCodes, help))),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** @param commands name and summary of each */
export function overviewHelp(commands: readonly (readonly [name: string, summary: string])[], { help }: Words): string {
  return [help.intro, section(help.commands, table(commands)), help.inClone, `${help.more}\n`].join('\n\n');
}
