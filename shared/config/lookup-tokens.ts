/** `LOOKUP_TOKENS`: who may look calls up, each named beside the SHA-256 of their token. */

import { setting } from './parsers.ts';

export interface LookupToken {
  readonly name: string;
  /** SHA-256 of the token, lower-case hex. */
  readonly sha256: string;
}

function parse(text: string): LookupToken[] | undefined {
  const tokens: LookupToken[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const match = /^([A-Za-z0-9._-]{1,64}):([0-9a-fA-F]{64})$/.exec(entry);
    if (!match?.[1] || !match[2]) return undefined;
    tokens.push({ name: match[1], sha256: match[2].toLowerCase() });
  }
  const names = new Set(tokens.map((token) => token.name));
  return names.size === tokens.length ? tokens : undefined;
}

export const lookupTokens = setting('must be name:sha256hex,… with each name once (npm run token -- <name>)', parse);
