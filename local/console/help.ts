/** Help that teaches: what a command does, lines to copy, every option, the exit codes. */

import type { Environment } from '../../shared/config/read.ts';
import type { ArgSpec } from './arguments.ts';
import type { Command } from './command.ts';

const HELP_ROW = ['-h, --help', 'this text'] as const;
const USAGE_CODE = [2, 'arguments or settings that cannot be right; nothing was done'] as const;

/** Writes command lines in the form this user types: npm sets `npm_lifecycle_event` for `npm run NAME`. */
export function commandLineOf(environment: Environment): (name: string, args?: string) => string {
  const byScript = environment['npm_lifecycle_event'] !== undefined && environment['npm_command'] !== 'exec';
  return (name, args = '') => {
    if (!byScript) return `npx huadan ${name} ${args}`.trimEnd();
    return `npm ${name === 'start' ? '' : 'run '}${name}${args === '' ? '' : ` -- ${args}`}`;
  };
}

function table(rows: readonly (readonly [string, string])[], indent = '  '): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}

function optionRow([name, { type, value, short, about }]: [string, ArgSpec]): [string, string] {
  if (type === 'positional') return [`<${name}>`, about];
  const prefix = short === undefined ? '' : `-${short}, `;
  return [`${prefix}--${name}${type === 'string' ? ` ${value ?? 'VALUE'}` : ''}`, about];
}

function section(title: string, body: string): string {
  return `${title}\n${body}`;
}

export function commandHelp(
  name: string,
  command: Command,
  commandLine: (name: string, args?: string) => string,
): string {
  const { summary, args, examples, notes, exitCodes } = command;
  const codes = [...Object.entries(exitCodes), USAGE_CODE].map(([code, about]) => [String(code), about] as const);
  codes.sort(([a], [b]) => Number(a) - Number(b));
  const parts = [
    summary,
    section('Examples', table(examples.map(([line, about]) => [commandLine(name, line), about] as const))),
    section('Options', table([...Object.entries(args).map(optionRow), HELP_ROW])),
    ...(notes === undefined ? [] : [notes.trim()]),
    section('Exit codes', table(codes)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** @param commands name and summary of each */
export function overviewHelp(commands: readonly (readonly [name: string, summary: string])[]): string {
  return [
    'Huadan keeps Tencent callback call records: it pulls each once, archives it and finds it again.',
    section('Commands', table(commands)),
    'In a clone, `npm start` and `npm run <command> -- <options>` do the same.',
    '`npx huadan <command> --help` shows examples, options and exit codes of a command.\n',
  ].join('\n\n');
}
