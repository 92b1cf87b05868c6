/** `token`: a token for somebody who may look calls up. */

import { defineCommand } from '../console/command.ts';
import { argumentFault } from '../console/read-all.ts';
import { createToken } from './lookup-token.ts';

export const command = defineCommand({
  args: {
    name: {
      type: 'positional',
    },
  },
  help: ({ token }) => token.help,

  run({ args: { name }, stdout, stderr, words }) {
    if (name === undefined) throw argumentFault(words.token.noName);
    const { token, entry } = createToken(name, words);
    stdout.write(`token  ${token}\nentry  ${entry}\n`);
    stderr.write(`${words.token.whereTo}\n`);
    return 0;
  },
});
