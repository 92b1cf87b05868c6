/** `npm run token -- <name>`: a token for somebody who may look calls up. */

import { parseArgs } from 'node:util';
import { HuadanError } from '../../shared/errors.ts';
import { runCommand } from '../console/command.ts';
import { createToken } from './lookup-token.ts';

const HELP = `Makes a token for the lookup and prints it once; it is stored nowhere.

  npm run token -- <name>        npm run token -- support-desk

<name> says whose token it is: 1 to 64 letters, digits, . _ or -. The log names it beside each lookup.

What is printed
  token    for whoever looks calls up, sent as "Authorization: Bearer <token>"
  entry    name:sha256, for LOOKUP_TOKENS; several are separated by commas. It does not give the token away.

To withdraw a token, take its entry out of LOOKUP_TOKENS and deploy.

Exit code 0: a token was made. 2: arguments that cannot be right.
`;

function usageError(fault: string): HuadanError {
  return new HuadanError('config', `${fault}\n\`npm run token -- --help\` shows an example.`);
}

/** The name, or '--help', which is none. */
function readName(): string {
  let parsed;
  try {
    parsed = parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch {
    throw usageError('There is an option that is none.');
  }
  if (parsed.values.help === true) return '--help';
  const [name, ...more] = parsed.positionals;
  if (name === undefined || more.length > 0) throw usageError('Give one name.');
  return name;
}

async function main(): Promise<number> {
  const name = readName();
  if (name === '--help') {
    process.stdout.write(HELP);
    return 0;
  }
  const { token, entry } = createToken(name);
  process.stdout.write(`token  ${token}\nentry  ${entry}\n`);
  return 0;
}

await runCommand(main);
