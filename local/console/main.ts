/** Runs a command line in this process: the one place that hands `process` to the commands. */

import { errorCode } from '../../shared/errors.ts';
import { runCli, type CommandTable } from './run-cli.ts';
import { listenForStop } from './shutdown.ts';

/** Connections and timers that are still open after a command has ended get this long. */
const EXIT_DELAY_MS = 300;

/** Sets the exit code. @param words what stands after the program's name */
export async function main(commands: CommandTable, words: readonly string[]): Promise<void> {
  // A reader that closes the pipe early (`| head`) is no failure.
  process.stdout.on('error', (error) => {
    if (errorCode(error) === 'EPIPE') process.exit(0);
    throw error;
  });
  let stop: AbortSignal | undefined;
  process.exitCode = await runCli(commands, words, {
    environment: process.env,
    folder: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    stopSignal: () => (stop ??= listenForStop()),
    clock: Date.now,
  });
  setTimeout(() => process.exit(), EXIT_DELAY_MS).unref();
}
