/** How each kind of setting is written, and what is said when it is written wrongly. */

import * as z from 'zod/mini';
import { parseUtcOffset } from '../time.ts';

/** How one setting is read from its text. */
export type Kind<T> = z.ZodMiniType<T, string>;

/** A setting that `parse` turns into a value, or that is at fault: then `hint` says what it should look like. */
export function setting<T>(hint: string, parse: (text: string) => T | undefined): Kind<T> {
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

function within(value: number | undefined, from: number, to: number): number | undefined {
  return value !== undefined && value >= from && value <= to ? value : undefined;
}

/** `90m` in seconds; undefined when it is not a whole number of them. */
export function parseDurationSeconds(text: string): number | undefined {
  const ms = parseQuantity(text, UNIT_MS);
  return ms !== undefined && ms % 1000 === 0 ? ms / 1000 : undefined;
}

/** Bounds are durations too, as a person writes them. */
export function durationMs(from: string, to: string): Kind<number> {
  const [least = 0, most = 0] = [from, to].map((bound) => parseQuantity(bound, UNIT_MS));
  return setting(`must be a duration such as 500ms, 30s or 5m, from ${from} to ${to}`, (text) =>
    within(parseQuantity(text, UNIT_MS), least, most),
  );
}

export function durationSeconds(from: string, to: string): Kind<number> {
  const [least = 0, most = 0] = [from, to].map(parseDurationSeconds);
  return setting(`must be a duration such as 30s, 90m, 24h or 7d, from ${from} to ${to}`, (text) =>
    within(parseDurationSeconds(text), least, most),
  );
}

export function byteSize(from: string, to: string): Kind<number> {
  const [least = 0, most = 0] = [from, to].map((bound) => parseQuantity(bound, UNIT_BYTES));
  return setting(`must be a size such as 64MB, from ${from} to ${to}`, (text) =>
    within(parseQuantity(text, UNIT_BYTES), least, most),
  );
}

export const flag = setting('must be 0 or 1', (text) => ({ '0': false, '1': true })[text]);

export function oneOf<const T extends string>(...values: readonly T[]): Kind<T> {
  return setting(`must be one of ${values.join(', ')}`, (text) => values.find((value) => value === text));
}

export const plainText = setting('must be one word, without spaces or line breaks', (text) =>
  /^[\u0021-\u007e]{1,256}$/.test(text) ? text : undefined,
);

/** Keys of a role may have up to 1024 characters, and their token well over a thousand. */
export const longText = setting('must be without spaces', (text) =>
  /^[\u0021-\u007e]+$/.test(text) ? text : undefined,
);

export const utcOffset = setting('must be an offset such as +08:00', parseUtcOffset);

/** In seconds. */
export const slotMinutes = setting('must be a number of minutes that divides 60', (text) => {
  const minutes = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return minutes > 0 && 60 % minutes === 0 ? minutes * 60 : undefined;
});

const MAX_PASSES = 10;

/** Ages in seconds. */
export function passes(to: string): Kind<number[]> {
  const most = parseDurationSeconds(to) ?? 0;
  const hint = `must be at most ${MAX_PASSES} ascending durations such as 5m,90m,12h, each at most ${to}`;
  return setting(hint, (text) => {
    const ages = text.split(',').map((age) => parseDurationSeconds(age.trim()) ?? 0);
    const ascend = ages.every((age, i) => age > (ages[i - 1] ?? 0) && age <= most);
    return ascend && ages.length <= MAX_PASSES ? ages : undefined;
  });
}

/** A second; Infinity for `unlimited`. */
export const rate = setting('must be a number of requests a second from 0.1 to 1000, or unlimited', (text) => {
  if (text === 'unlimited') return Number.POSITIVE_INFINITY;
  return /^\d{1,4}(?:\.\d{1,3})?$/.test(text) ? within(Number(text), 0.1, 1000) : undefined;
});

export const port = setting('must be a port from 0 to 65535 (0 takes any that is free)', (text) =>
  /^\d{1,5}$/.test(text) ? within(Number(text), 0, 65_535) : undefined,
);

export const hostName = setting('must be an IP address or the name of a host, such as 127.0.0.1 or 0.0.0.0', (text) =>
  /^[0-9A-Za-z:.-]{1,253}$/.test(text) ? text : undefined,
);

/** Undefined for what is no URL. (Node 18.15 has no `URL.canParse`.) */
function parseHttpUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function parseOrigin(text: string): URL | undefined {
  const url = parseHttpUrl(text);
  return url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password ? url : undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Scheme and host. The account's id travels in the request: in clear only where it stays on the machine. */
export function vendorOrigin(allowHttp: boolean): Kind<string> {
  const hint = 'must be https://host and nothing more (http only for this machine, or with CDR_ALLOW_HTTP=1)';
  return setting(hint, (text) => {
    const url = parseOrigin(text);
    return url && (url.protocol === 'https:' || allowHttp || isLoopback(url.hostname)) ? url.origin : undefined;
  });
}

export const origin = setting('must be http(s)://host:port and nothing more', (text) => parseOrigin(text)?.origin);

export const webhook = setting('must be the whole address of a robot or a service, https://…', (text) => {
  const url = parseHttpUrl(text);
  return url && !url.username && !url.password ? url.href : undefined;
});

/** A proxy's address is often written without a scheme; it may hold a name and a password. */
export const proxyUrl = setting('must be http://host:port', (text) => {
  const url = parseHttpUrl(text.includes('://') ? text : `http://${text}`);
  return url && url.pathname === '/' && !url.search && !url.hash ? url.href : undefined;
});

export const hostList = setting('must be hosts with commas between, such as localhost,.example.com', (text) => {
  const hosts = text
    .split(/[\s,]+/)
    .filter((host) => host !== '')
    .map((host) => host.toLowerCase());
  return hosts.every((host) => /^[0-9a-z*:.[\]/_-]+$/.test(host)) ? hosts : undefined;
});
