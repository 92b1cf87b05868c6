/**
 * What may be asked and what is answered. The same schemas check the questions and describe both in the OpenAPI
 * document; a test holds the answers to theirs.
 */

import * as z from 'zod/mini';
import { cdrSchema } from '../../shared/cdr/schema.ts';
import { parseInstant } from '../../shared/time.ts';

export const LONGEST_RANGE_SECONDS = 86_400;

const CALL_ID = /^[A-Za-z0-9_-]{1,128}$/;
/** At least something to go by: the vendor takes an empty number for "all callers". */
const CALLER = /^\+?\d{4,20}$/;

/** A text that must be there once. */
function parameter(): z.ZodMiniString {
  return z.string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be given once') });
}

export const callIdSchema = parameter().check(
  z.regex(CALL_ID, { error: 'must be 1 to 128 letters, digits, - or _' }),
  z.meta({ description: 'The id that the call request returned', examples: ['12-190123-2773afbbe32943668a2fb98e'] }),
);

const callerSchema = parameter().check(
  z.regex(CALLER, { error: 'must be 4 to 20 digits' }),
  z.meta({
    description: "The caller's number as the vendor writes it, 0086…; +86… is taken as 0086…",
  }),
);

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

/** @param utcOffsetSeconds the zone of times that name none */
export function rangeFields(utcOffsetSeconds: number) {
  const how = 'ISO 8601 (at the UTC_OFFSET of the function where it names no zone) or epoch seconds';
  return {
    src: callerSchema,
    from: instantSchema(`Calls that began at this time or later: ${how}`, utcOffsetSeconds),
    to: instantSchema(`Calls that began before this time, at most 24 hours after \`from\`: ${how}`, utcOffsetSeconds),
  };
}

export const healthSchema = z.object({ status: z.literal('ok') });

export const foundSchema = z.object({
  cdr: z.array(cdrSchema),
  source: z.literal('vendor').check(z.meta({ description: 'Where the records were read' })),
  unreadable: z.optional(
    z
      .int()
      .check(
        z.minimum(1),
        z.meta({ description: 'Rows of the vendor that could not be read; absent when there are none' }),
      ),
  ),
});

export const PROBLEM_STATUSES = [400, 401, 404, 405, 429, 500, 502, 503, 504] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** RFC 9457. `about:blank`: the status says what kind of problem it is. */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.literal(PROBLEM_STATUSES),
  detail: z.optional(z.string().check(z.meta({ description: 'What went wrong' }))),
  vendorCode: z.optional(z.string().check(z.meta({ description: "The vendor's own error code" }))),
  hint: z.optional(z.string().check(z.meta({ description: 'What a person should do' }))),
  requestId: z.string().check(z.meta({ description: 'Finds the request in the log' })),
});
