/** What a request asks for, or what is wrong with it. */

import * as z from 'zod/mini';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import type { Problem } from './responses.ts';
import { vendorNumber } from './same-number.ts';
import {
  callerFields,
  callIdSchema,
  LONGEST_ARCHIVE_RANGE_SECONDS,
  LONGEST_RANGE_SECONDS,
  numberFields,
  sourceSchema,
} from './schemas.ts';

export interface CallQuestion {
  readonly callId: string;
  /** Undefined: both, in the order that fits the id. */
  readonly source: 'vendor' | 'archive' | undefined;
}

/** Of the vendor. */
export interface CallerQuestion {
  /** As the vendor writes numbers: `0086…`. */
  readonly src: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

/** Of the archive. */
export interface NumberQuestion {
  /** As `canonicalNumber` writes it. */
  readonly number: string;
  readonly from: EpochSeconds;
  readonly to: EpochSeconds;
}

export type Question = CallQuestion | CallerQuestion | NumberQuestion;

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

function read(query: URLSearchParams, name: string): unknown {
  return once(query.getAll(name).map((value) => withPlus(decoded(value))));
}

function faultsOf(error: z.core.$ZodError): string[] {
  return error.issues.map(({ path, message }) => [...path, message].join(' '));
}

/** One value of the query that `schema` must take. */
export function readParameter<T>(query: URLSearchParams, name: string, schema: z.ZodMiniType<T>): T | Problem {
  const parsed = z.safeParse(schema, read(query, name));
  if (parsed.success) return parsed.data;
  return { status: 400, detail: `${name} ${parsed.error.issues[0]?.message ?? 'is wrong'}.` };
}

export function readCallQuestion(callId: string | undefined, query: URLSearchParams): CallQuestion | Problem {
  const id = z.safeParse(callIdSchema, callId);
  if (!id.success) return { status: 400, detail: `The callId ${id.error.issues[0]?.message ?? 'is wrong'}.` };
  const source = z.safeParse(sourceSchema, read(query, 'source'));
  if (source.success) return { callId: id.data, source: source.data };
  return refuse([`source ${source.error.issues[0]?.message ?? 'is wrong'}`]);
}

function refuse(faults: readonly string[], hint?: string): Problem {
  return { status: 400, detail: `The question cannot be read: ${faults.join('; ')}.`, ...(hint && { hint }) };
}

function readRange<T extends { from: EpochSeconds; to: EpochSeconds }>(
  query: URLSearchParams,
  fields: z.ZodMiniType<T> & { shape: object },
  longest: { readonly seconds: number; readonly words: string },
  hint: string,
): T | Problem {
  const parsed = z.safeParse(
    fields,
    Object.fromEntries(Object.keys(fields.shape).map((name) => [name, read(query, name)])),
  );
  if (!parsed.success) return refuse(faultsOf(parsed.error), hint);
  const { from, to } = parsed.data;
  if (from >= to) return refuse(['from must be before to'], hint);
  if (to - from > longest.seconds) return refuse([`it is longer than ${longest.words}`], hint);
  return parsed.data;
}

/**
 * `?src=…&from=…&to=…` is the vendor's, `?number=…&from=…&to=…` the archive's.
 * @param utcOffsetSeconds the zone of times that name none
 */
export function readRangeQuestion(
  query: URLSearchParams,
  utcOffsetSeconds: number,
): CallerQuestion | NumberQuestion | Problem {
  if (!query.has('number')) {
    const longest = { seconds: LONGEST_RANGE_SECONDS, words: '24 hours' };
    const hint = 'Ask for /cdr?src=<caller>&from=<time>&to=<time>, at most 24 hours.';
    const range = readRange(query, z.object(callerFields(utcOffsetSeconds)), longest, hint);
    return 'status' in range ? range : { ...range, src: vendorNumber(range.src) };
  }
  const hint = 'Ask for /cdr?number=<number>&from=<time>&to=<time>, at most 31 days.';
  if (query.has('src')) return refuse(['src and number cannot be asked for together'], hint);
  const longest = { seconds: LONGEST_ARCHIVE_RANGE_SECONDS, words: '31 days' };
  const range = readRange(query, z.object(numberFields(utcOffsetSeconds)), longest, hint);
  return 'status' in range ? range : { ...range, number: canonicalNumber(range.number) };
}
