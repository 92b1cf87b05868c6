/** How each kind of setting is written, and what is said when it is written wrongly. */

import * as z from 'zod/mini';
import { parseUtcOffset } from '../time.ts';

/** A setting that `parse` turns into a value, or that is at fault: then `hint` says what it should look like. */
export function setting<T>(hint: string, parse: (text: string) => T | undefined): z.ZodMiniType<T, string> {
  return z.pipe(
    z.string({ error: 'is missing' }),
    z.transform((text: string, context) => {
      const value = parse(text);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', message: hint, input: text });
      return z.NEVER;
    }),
  );
}

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const UNIT_BYTES: Record<string, number> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

function parseQuantity(text: string, units: Record<string, number>): number | undefined {
  const match = /^([1-9]\d{0,8})([A-Za-z]+)$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

/** `90m` in seconds; undefined when it is not a whole number of them. */
export function parseDurationSeconds(text: string): number | undefined {
  const ms = parseQuantity(text, UNIT_MS);
  return ms !== undefined && ms % 1000 === 0 ? ms / 1000 : undefined;
}

export const durationMs = setting('must be a duration such as 500ms, 30s or 5m', (text) =>
  parseQuantity(text, UNIT_MS),
);

export const durationSeconds = setting('must be a duration such as 30s, 90m, 24h or 7d', parseDurationSeconds);

export const byteSize = setting('must be a size such as 64MB', (text) => parseQuantity(text, UNIT_BYTES));

export const flag = setting('must be 0 or 1', (text) => ({ '0': false, '1': true })[text]);

export const plainText = setting('must be one word, without spaces or line breaks', (text) =>
  /^[\u0021-\u007e]{1,256}$/.test(text) ? text : undefined,
);

export const utcOffset = setting('must be an offset such as +08:00', parseUtcOffset);

export const slotMinutes = setting('must be a number of minutes that divides 60', (text) => {
  const minutes = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return minutes > 0 && 60 % minutes === 0 ? minutes * 60 : undefined;
});

export const passes = setting('must be ascending durations such as 5m,90m,12h', (text) => {
  const ages = text.split(',').map((age) => parseDurationSeconds(age.trim()) ?? 0);
  return ages.every((age, i) => age > (ages[i - 1] ?? 0)) ? ages : undefined;
});

function parseOrigin(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  return bare && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Scheme and host. The account's id travels in the request: in clear only where it stays on the machine. */
export function vendorOrigin(allowHttp: boolean): z.ZodMiniType<string, string> {
  const hint = 'must be https://host and nothing more (http only for this machine, or with CDR_ALLOW_HTTP=1)';
  return setting(hint, (text) => {
    const url = parseOrigin(text);
    return url && (url.protocol === 'https:' || allowHttp || isLoopback(url.hostname)) ? url.origin : undefined;
  });
}

export const origin = setting('must be http(s)://host:port and nothing more', (text) => parseOrigin(text)?.origin);
