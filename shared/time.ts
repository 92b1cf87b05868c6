/** Seconds and their names. Everything inside counts epoch seconds; ISO 8601 is for people and files. */

/** Whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number;

/** Half-open: `from` belongs to it, `to` does not. */
export interface Window {
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

export const DAY_SECONDS = 86_400;
/** 9999-12-31T23:59:59Z: the last second a four-digit year can name. What is larger is milliseconds, or nonsense. */
export const LAST_SECOND: EpochSeconds = 253_402_300_799;

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `+08:00` -> 28800. Undefined when it is not an offset in use anywhere. */
export function parseUtcOffset(text: string): number | undefined {
  const match = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(text);
  if (!match) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}

/** 28800 -> `+08:00`. */
export function formatUtcOffset(offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds);
  const clock = `${twoDigits(Math.floor(size / 3600))}:${twoDigits(Math.floor(size / 60) % 60)}`;
  return `${offsetSeconds < 0 ? '-' : '+'}${clock}`;
}

/** Writes epoch seconds as `2019-01-23T17:17:39+08:00`. Remembers the day it wrote last: neighbours share it. */
export function createIsoTime(offsetSeconds: number): (seconds: EpochSeconds) => string {
  const suffix = formatUtcOffset(offsetSeconds);
  const two = Array.from({ length: 60 }, (_, value) => twoDigits(value));
  let day = Number.NaN;
  let date = '';
  return (seconds) => {
    const local = seconds + offsetSeconds;
    const localDay = Math.floor(local / DAY_SECONDS);
    if (localDay !== day) {
      date = new Date(localDay * DAY_SECONDS * 1000).toISOString().slice(0, 10);
      day = localDay;
    }
    const second = local - localDay * DAY_SECONDS;
    return `${date}T${two[Math.floor(second / 3600)]}:${two[Math.floor(second / 60) % 60]}:${two[second % 60]}${suffix}`;
  };
}

/** `2019-01-23` and `17:17:39` on a clock that is `offsetSeconds` ahead of UTC; undefined for what no calendar holds. */
export function parseWallClock(date: string, time: string, offsetSeconds: number): EpochSeconds | undefined {
  const ms = Date.parse(`${date}T${time}Z`);
  // Date.parse turns 31 February into 3 March; a date that does not come back as it went in is not one.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date)) return undefined;
  return ms / 1000 - offsetSeconds;
}

/**
 * Reads what a person writes for an instant: ISO 8601 (a date alone is its midnight; without an offset it is taken in
 * `offsetSeconds`) or epoch seconds. Undefined when it is neither, or is no date of the calendar.
 */
export function parseInstant(value: string | number, offsetSeconds: number): EpochSeconds | undefined {
  const text = String(value).trim();
  if (/^\d{1,12}$/.test(text)) return Number(text) <= LAST_SECOND ? Number(text) : undefined;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!match) return undefined;
  const [, date = '', minutes = '00:00', seconds = ':00', zone] = match;
  const offset = zone === undefined ? offsetSeconds : zone === 'Z' ? 0 : parseUtcOffset(zone);
  return offset === undefined ? undefined : parseWallClock(date, `${minutes}${seconds}`, offset);
}

export function halvesOf({ from, to }: Window): [Window, Window] {
  const middle = Math.floor((from + to) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

/** The start of the stretch of `lengthSeconds` that holds `seconds`, counted from local midnight. */
export function alignDown(seconds: EpochSeconds, lengthSeconds: number, offsetSeconds: number): EpochSeconds {
  return Math.floor((seconds + offsetSeconds) / lengthSeconds) * lengthSeconds - offsetSeconds;
}
