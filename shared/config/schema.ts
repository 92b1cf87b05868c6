/** Every setting there is: its name in the environment, its kind, its default. The README's table says the same. */

import * as z from 'zod/mini';
import { LOG_LEVELS } from '../log.ts';
import { archiveLocation } from './archive-url.ts';
import { lookupTokens } from './lookup-tokens.ts';
import * as kind from './parsers.ts';

const orElse = <T>(schema: z.ZodMiniType<T, string>, text: string): z.ZodMiniType<T> =>
  z.pipe(z._default(z.string(), text), schema);

export const common = {
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }), 'info'),
  UTC_OFFSET: orElse(kind.utcOffset, '+08:00'),
};

export const vendor = (allowHttp: boolean) => ({
  CDR_ENDPOINT: kind.vendorOrigin(allowHttp),
  CDR_ALLOW_HTTP: orElse(kind.flag, '0'),
  CDR_ID: kind.plainText,
  CDR_APP_ID: kind.plainText,
  CDR_COMPRESS: orElse(kind.flag, '0'),
  CDR_TIMEOUT: orElse(kind.durationMs, '30s'),
  CDR_MAX_REPLY: orElse(kind.byteSize, '128MB'),
});

export const archive = {
  ARCHIVE_URL: archiveLocation,
};

/** Needed only when the archive is in COS. The platform sets the credentials from the function's role. */
export const cos = {
  COS_REGION: kind.plainText,
  COS_ENDPOINT: z.optional(kind.origin),
  TENCENTCLOUD_SECRETID: kind.plainText,
  TENCENTCLOUD_SECRETKEY: kind.plainText,
  TENCENTCLOUD_SESSIONTOKEN: z.optional(
    kind.setting('must be without spaces', (text) => (/^\S+$/.test(text) ? text : undefined)),
  ),
};

export const passes = {
  SLOT_MINUTES: orElse(kind.slotMinutes, '10'),
  PASSES: orElse(kind.passes, '5m,90m,12h'),
  LOOKBACK: orElse(kind.durationSeconds, '24h'),
};

export const lookup = {
  LOOKUP_TOKENS: orElse(lookupTokens, ''),
};
