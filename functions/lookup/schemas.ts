/** What may be asked. The same schemas check the questions and describe them in the OpenAPI document. */

import * as z from 'zod/mini';
import { isDay } from '../../shared/days/calendar.ts';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import { DAY_SECONDS, parseInstant } from '../../shared/time.ts';

export const LONGEST_RANGE_SECONDS = DAY_SECONDS;

export const LONGEST_ARCHIVE_RANGE_SECONDS = 31 * DAY_SECONDS;

const CALL_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** Digits, and what people write between them. Of them alone, the prefixes taken off, at least 4. */
const NUMBER = /^\+?(?:[ ().-]*\d){4,20}$/;
const NUMBER_DIGITS = /^\d{4,20}$/;
const NUMBER_FAULT = 'must be 4 to 20 digits, no fewer than 4 of them behind + and zeros';

/** A text that must be there once. */
function parameter(): z.ZodMiniString {
  return z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be given once') });
}

export const callIdSchema = parameter().check(
  z.regex(CALL_ID, { error: 'must be 1 to 128 letters, digits, - or _' }),
  z.meta({ description: 'The id that the call request returned', examples: ['12-190123-2773afbbe32943668a2fb98e'] }),
);

/** Never empty: the vendor takes an empty number for "all callers". */
function numberSchema(description: string) {
  return parameter().check(
    z.regex(NUMBER, { error: NUMBER_FAULT, abort: true }),
    z.refine((text: string) => NUMBER_DIGITS.test(canonicalNumber(text)), { error: NUMBER_FAULT }),
    z.meta({ description: `${description}, in any spelling: +86…, 0086…, 138…, 0755…, with spaces or dashes` }),
  );
}

function instantSchema(description: string, utcOffsetSeconds: number) {
  return z.pipe(
    parameter().check(z.meta({ description, examples: ['2019-01-23T17:00:00+08:00', '1548234000'] })),
    z.transform((text: string, context) => {
      const seconds = parseInstant(text, utcOffsetSeconds);
      if (seconds !== undefined) return seconds;
      context.issues.push({ code: 'custom', message: 'must be ISO 8601 or epoch seconds', input: text });
      return z.NEVER;
    }),
  );
}

function rangeFields(utcOffsetSeconds: number, longest: string) {
  const how = 'ISO 8601 (at the UTC_OFFSET of the function where it names no zone) or epoch seconds';
  return {
    from: instantSchema(`Calls that began at this time or later: ${how}`, utcOffsetSeconds),
    to: instantSchema(`Calls that began before this time, at most ${longest} after \`from\`: ${how}`, utcOffsetSeconds),
  };
}

/** @param utcOffsetSeconds the zone of times that name none */
export function callerFields(utcOffsetSeconds: number) {
  return { src: numberSchema("The caller's number"), ...rangeFields(utcOffsetSeconds, '24 hours') };
}

/** @param utcOffsetSeconds the zone of times that name none */
export function numberFields(utcOffsetSeconds: number) {
  return { number: numberSchema("The caller's or the callee's number"), ...rangeFields(utcOffsetSeconds, '31 days') };
}

export const sourceSchema = z.optional(
  z.enum(['vendor', 'archive'], { error: 'must be vendor or archive, once' }).check(
    z.meta({
      description:
        'Ask this one only. Without it the archive and the vendor are asked, in the order that fits the callId',
    }),
  ),
);

export const monthSchema = parameter().check(
  z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, { error: 'must be a month such as 2026-03' }),
  z.meta({ description: 'A month on the clock of the archive', examples: ['2026-03'] }),
);

export const dayPathSchema = parameter().check(
  z.refine(isDay, { error: 'must be a day such as 2026-03-05' }),
  z.meta({ description: 'A day on the clock of the archive', examples: ['2026-03-05'] }),
);
