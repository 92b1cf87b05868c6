/** From the words of a command line to an exit code: finds the command, reads its arguments, runs it, or refuses. */

import { misspeltWarnings } from '../../shared/config/misspelt.ts';
import { nearest } from '../../shared/config/nearest.ts';
import { secretsIn } from '../../shared/config/values.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable, printableLines } from '../../shared/printable.ts';
import { LANGUAGES, type Language } from '../../shared/words/language.ts';
import { COMMAND_WORDS, type Words } from '../words/index.ts';
import { readCommandLine, type ArgTable } from './arguments.ts';
import type { Command, Host } from './command.ts';
import { tellFailure } from './console-log.ts';
import { firstSteps, readEnvironment } from './environment.ts';
import { commandHelp, commandLineOf, overviewHelp } from './help.ts';
import { chooseLanguage, isLanguage, LANGUAGE_ARGS } from './language.ts';

/** Each is imported only when it runs. */
export type CommandTable = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

async function load(commands: CommandTable, name: string): Promise<Command | undefined> {
  return Object.hasOwn(commands, name) ? (await commands[name]?.())?.command : undefined;
}

async function overview(commands: CommandTable, words: Words): Promise<string> {
  const names = Object.keys(commands);
  const loaded = await Promise.all(names.map(async (name) => load(commands, name)));
  return overviewHelp(
    names.map((name, i) => [name, loaded[i]?.help(words).summary ?? ''] as const),
    words,
  );
}

interface Speaking extends Host {
  readonly language: Language;
  readonly words: Words;
}

/** The one way to refuse: every fault, and the command that teaches. */
function refuse({ stderr, environment, words }: Speaking, name: string, faults: readonly string[]): number {
  const help = commandLineOf(environment)(name, '--help');
  stderr.write(`${[...faults.map(printableLines), words.faults.seeHelp(help)].join('\n')}\n`);
  return 2;
}

/** `readEnvironment`, or its fault. */
function readSettings(
  file: string | undefined,
  { environment, folder, words }: Speaking,
): Host['environment'] | string {
  try {
    return readEnvironment(file, environment, folder, words.settings);
  } catch (error) {
    if (isHuadanError(error, 'config')) return error.message;
    throw error;
  }
}

async function runCommand(name: string, command: Command, given: readonly string[], host: Speaking): Promise<number> {
  const { words } = host;
  const table: ArgTable & typeof LANGUAGE_ARGS = { ...command.args, ...LANGUAGE_ARGS };
  const { args, help, faults: found } = readCommandLine(table, given, words.faults);
  const commandLine = commandLineOf(host.environment);
  if (help) {
    host.stdout.write(commandHelp(name, command, commandLine, words));
    return 0;
  }
  const { lang } = args;
  const faults = lang === undefined || isLanguage(lang) ? found : [...found, words.faults.oneOf('--lang', LANGUAGES)];
  const file = args['env'];
  const needsSettings = 'env' in command.args;
  const environment = needsSettings
    ? readSettings(typeof file === 'string' ? file : undefined, host)
    : host.environment;
  if (typeof environment === 'string') return refuse(host, name, [...faults, environment]);
  if (faults.length > 0) return refuse(host, name, faults);
  for (const warning of needsSettings ? misspeltWarnings(environment) : []) {
    host.stderr.write(`${printable(words.tellError('config', warning))}\n`);
  }
  try {
    return await command.run({ ...host, environment, args, commandLine });
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    if (error.reason === 'config') {
      const hint = 'variables' in error.facts ? firstSteps(environment, host.folder, words.settings) : undefined;
      return refuse(host, name, [words.tellError('config', error.message), ...(hint === undefined ? [] : [hint])]);
    }
    host.stderr.write(`${tellFailure(error, secretsIn(environment), words)}\n`);
    return 1;
  }
}

/**
 * Runs one command to its end.
 * @param given what stands after the program's name
 * @returns the exit code: 2 when arguments or settings cannot be right, else the command's own
 * @throws only what is a mistake in the program
 */
export async function runCli(commands: CommandTable, given: readonly string[], host: Host): Promise<number> {
  const language = chooseLanguage(given, host.environment);
  const words = COMMAND_WORDS[language];
  // `help status` is `status --help`.
  const isHelpOf = given[0] === 'help' && given[1] !== undefined && !given[1].startsWith('-');
  const [name, ...rest] = isHelpOf ? [...given.slice(1), '--help'] : given;
  if (name === '--version') {
    const { default: about } = await import('../../package.json', { with: { type: 'json' } });
    host.stdout.write(`${about.version}\n`);
    return 0;
  }
  if (name === 'help' || (given.includes('--help') && name?.startsWith('-')) || name === '-h') {
    host.stdout.write(await overview(commands, words));
    return 0;
  }
  const command = name === undefined ? undefined : await load(commands, name);
  if (name !== undefined && command !== undefined) return runCommand(name, command, rest, { ...host, language, words });
  const isAsked = name === undefined || name.startsWith('--lang');
  const meant = isAsked ? undefined : nearest(name, Object.keys(commands));
  const suggestion = meant === undefined ? '' : words.faults.meant(meant);
  const refusal = isAsked ? '' : `${words.faults.noCommand(printable(name))}${suggestion}\n\n`;
  host.stderr.write(`${refusal}${await overview(commands, words)}`);
  return 2;
}
