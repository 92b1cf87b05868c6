/** From the words of a command line to an exit code: finds the command, reads its arguments, runs it, or refuses. */

import { misspeltWarnings } from '../../shared/config/misspelt.ts';
import { secretsIn } from '../../shared/config/values.ts';
import { isHuadanError } from '../../shared/errors.ts';
import { printable, printableLines } from '../../shared/printable.ts';
import { readCommandLine } from './arguments.ts';
import type { Command, Host } from './command.ts';
import { tellFailure } from './console-log.ts';
import { firstSteps, readEnvironment } from './environment.ts';
import { commandHelp, commandLineOf, overviewHelp } from './help.ts';

/** Each is imported only when it runs. */
export type CommandTable = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

async function load(commands: CommandTable, name: string): Promise<Command | undefined> {
  return Object.hasOwn(commands, name) ? (await commands[name]?.())?.command : undefined;
}

async function overview(commands: CommandTable): Promise<string> {
  const names = Object.keys(commands);
  const loaded = await Promise.all(names.map(async (name) => load(commands, name)));
  return overviewHelp(names.map((name, i) => [name, loaded[i]?.summary ?? ''] as const));
}

/** The one way to refuse: every fault, and the command that teaches. */
function refuse({ stderr, environment }: Host, name: string, faults: readonly string[]): number {
  const help = commandLineOf(environment)(name, '--help');
  stderr.write(`${[...faults.map(printableLines), `\`${help}\` shows examples.`].join('\n')}\n`);
  return 2;
}

/** `readEnvironment`, or its fault. */
function readSettings(file: string | undefined, host: Host): Host['environment'] | string {
  try {
    return readEnvironment(file, host.environment, host.folder);
  } catch (error) {
    if (isHuadanError(error, 'config')) return error.message;
    throw error;
  }
}

async function runCommand(name: string, command: Command, words: readonly string[], host: Host): Promise<number> {
  const { args, help, faults } = readCommandLine(command.args, words);
  const commandLine = commandLineOf(host.environment);
  if (help) {
    host.stdout.write(commandHelp(name, command, commandLine));
    return 0;
  }
  const file = args['env'];
  const needsSettings = 'env' in command.args;
  const environment = needsSettings
    ? readSettings(typeof file === 'string' ? file : undefined, host)
    : host.environment;
  if (typeof environment === 'string') return refuse(host, name, [...faults, environment]);
  if (faults.length > 0) return refuse(host, name, faults);
  if (needsSettings) for (const warning of misspeltWarnings(environment)) host.stderr.write(`${printable(warning)}\n`);
  try {
    return await command.run({ ...host, environment, args, commandLine });
  } catch (error) {
    if (!isHuadanError(error)) throw error;
    if (error.reason === 'config') {
      const hint = 'variables' in error.facts ? firstSteps(environment, host.folder) : undefined;
      return refuse(host, name, [error.message, ...(hint === undefined ? [] : [hint])]);
    }
    host.stderr.write(`${tellFailure(error, secretsIn(environment))}\n`);
    return 1;
  }
}

/**
 * Runs one command to its end.
 * @param words what stands after the program's name
 * @returns the exit code: 2 when arguments or settings cannot be right, else the command's own
 * @throws only what is a mistake in the program
 */
export async function runCli(commands: CommandTable, words: readonly string[], host: Host): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? host.stderr : host.stdout).write(await overview(commands));
    return name === undefined ? 2 : 0;
  }
  const command = await load(commands, name);
  if (command !== undefined) return runCommand(name, command, rest, host);
  host.stderr.write(`There is no command '${printable(name)}'.\n\n${await overview(commands)}`);
  return 2;
}
