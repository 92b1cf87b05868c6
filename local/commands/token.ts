/** `token`: a token for somebody who may look calls up. */

import { defineCommand } from '../console/command.ts';
import { argumentFault } from '../console/read-all.ts';
import { createToken } from './lookup-token.ts';

export const command = defineCommand({
  summary: 'Makes a token for the lookup and prints it once. It is stored nowhere.',
  args: {
    name: {
      type: 'positional',
      about: 'whose token it is: 1 to 64 letters, digits, . _ or -; logs name it beside each lookup',
    },
  },
  examples: [['support-desk', 'prints the token and its entry for LOOKUP_TOKENS']],
  notes: `What is printed
  token    for whoever looks calls up, sent as "Authorization: Bearer <token>"
  entry    name:sha256, for LOOKUP_TOKENS; several are separated by commas. The token cannot be found from it.

To withdraw a token, take its entry out of LOOKUP_TOKENS and deploy.`,
  exitCodes: { 0: 'a token was made' },

  run({ args: { name }, stdout }) {
    if (name === undefined) throw argumentFault('Give one name.');
    const { token, entry } = createToken(name);
    stdout.write(`token  ${token}\nentry  ${entry}\n`);
    return 0;
  },
});
