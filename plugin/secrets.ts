/** The values that came from the shell or `.env`, and the keys: what the API or the SDK says may quote them. */

import type { Environment } from './cloud/credentials.ts';
import type { Service } from './serverless-types.ts';

const KEYS = ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_TOKEN'];
/** Shorter values, such as `0` or `info`, are no secrets and would tear holes into every sentence. */
const SHORTEST_SECRET = 6;

export function hideSecrets(text: string, { provider, functions }: Service, env: Environment): string {
  const names = [...KEYS, ...[provider, ...Object.values(functions)].flatMap((one) => one.environmentFrom ?? [])];
  const values = names.map((name) => env[name]?.trim() ?? '').filter((value) => value.length >= SHORTEST_SECRET);
  // Longest first: a value that holds another must not be left in pieces.
  values.sort((a, b) => b.length - a.length);
  return values.reduce((hidden, value) => hidden.replaceAll(value, '***'), text);
}

/** The same in an error and all its causes, traces included: `--debug` prints them whole. */
export function hideSecretsInError(error: unknown, service: Service, env: Environment): void {
  for (let at = error; at instanceof Error; at = at.cause) {
    at.message = hideSecrets(at.message, service, env);
    if (at.stack !== undefined) at.stack = hideSecrets(at.stack, service, env);
  }
}
