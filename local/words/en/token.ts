import type { HelpWords } from '../help.ts';

const help = {
  summary: 'Makes a token for the lookup and prints it once. It is stored nowhere.',
  args: { name: 'whose token it is: 1 to 64 letters, digits, . _ or -; logs name it beside each lookup' },
  examples: { 'support-desk': 'prints the token and its entry for LOOKUP_TOKENS' },
  notes: `What is printed
  token    for whoever looks calls up, sent as "Authorization: Bearer <token>"
  entry    name:sha256, for LOOKUP_TOKENS; several are separated by commas. The token cannot be found from it.

To withdraw a token, take its entry out of LOOKUP_TOKENS and deploy.`,
  exitCodes: { 0: 'a token was made' },
} satisfies HelpWords;

export const token = {
  help,
  whereTo: 'The entry goes into LOOKUP_TOKENS, the token to whoever looks calls up.',
  noName: 'Give one name.',
  badName: 'Making a token: the name must be 1 to 64 letters, digits, . _ or -.',
};
