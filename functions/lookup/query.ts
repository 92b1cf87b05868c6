/** `?src=…&from=…&to=…` -> what the vendor is asked for, or what is wrong with it. */

import * as z from 'zod/mini';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Problem } from './responses.ts';
import { LONGEST_RANGE_SECONDS, rangeFields } from './schemas.ts';

export interface Range {
  /** As the vendor writes numbers: `0086…`. */
  readonly src: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

/** A value that appears twice stays an array, which no field takes. */
function once(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0];
}

/** Nobody documents whether the platform decodes a query (…/583/96099). No value here holds a `%` of its own. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A `+` that was not written `%2B` arrives as a space: in `+86…`, and before the offset of a time. */
function withPlus(value: string): string {
  return value.replace(/^ (?=\d)/, '+').replace(/^(\S+[T ]\d\d:\d\d\S*) (?=\d\d:\d\d$)/, '$1+');
}

function refuse(faults: readonly string[]): Problem {
  return {
    status: 400,
    detail: `The range cannot be read: ${faults.join('; ')}.`,
    hint: 'Ask for /cdr?src=<caller>&from=<time>&to=<time>, at most 24 hours.',
  };
}

/** @param utcOffsetSeconds the zone of times that name none */
export function readRange(query: URLSearchParams, utcOffsetSeconds: number): Range | Problem {
  const read = (name: string): unknown => once(query.getAll(name).map((value) => withPlus(decoded(value))));
  const fields = { src: read('src'), from: read('from'), to: read('to') };
  const parsed = z.safeParse(z.object(rangeFields(utcOffsetSeconds)), fields);
  if (!parsed.success) return refuse(parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`));
  const { src, from, to } = parsed.data;
  if (from >= to) return refuse(['from must be before to']);
  if (to - from > LONGEST_RANGE_SECONDS) return refuse(['it is longer than 24 hours']);
  return { src: src.replace('+', '00'), from, to };
}
