/** A fresh token for the lookup, and what the configuration keeps of it. */

import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { lookupTokens } from '../../shared/config/lookup-tokens.ts';
import { argumentFault } from '../console/read-all.ts';
import type { Words } from '../words/index.ts';

export interface NewToken {
  /** For `Authorization: Bearer …`. Kept nowhere. */
  readonly token: string;
  /** For `LOOKUP_TOKENS`: `name:sha256hex`. */
  readonly entry: string;
}

/** 256 bits: a hash of it needs no salt and cannot be searched. */
const TOKEN_BYTES = 32;

/** @throws HuadanError `config` for a name that `LOOKUP_TOKENS` would not take */
export function createToken(name: string, { token: say }: Words): NewToken {
  // The prefix lets scanners of leaked secrets recognise one.
  const token = `huadan_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  const entry = `${name}:${createHash('sha256').update(token).digest('hex')}`;
  const kept = z.safeParse(lookupTokens, entry);
  // A comma in the name would make two entries of one.
  if (kept.success && kept.data.length === 1 && kept.data[0]?.name === name) return { token, entry };
  throw argumentFault(say.badName);
}
