/** What is answered: for the OpenAPI document, and for the tests that hold the answers to it. The function does without. */

import * as z from 'zod/mini';
import { cdrSchema } from '../../shared/cdr/schema.ts';
import { entrySchema } from '../../shared/days/catalogue.ts';
import { shortfallSchema } from '../../shared/days/manifest.ts';
import { PROBLEM_STATUSES } from './responses.ts';

function about<T extends z.ZodMiniType>(schema: T, description: string): T {
  return schema.check(z.meta({ description }));
}

function positive(description: string): z.ZodMiniNumber {
  return z.int().check(z.minimum(1), z.meta({ description }));
}

export const healthSchema = z.object({ status: z.literal('ok') });

export const foundSchema = z.object({
  cdr: z.array(cdrSchema),
  source: about(z.enum(['vendor', 'archive']), 'Where the records were read'),
  asOf: z.optional(
    about(z.string(), 'When the archive was last brought up to date about this call; of the archive only'),
  ),
  unreadable: z.optional(positive('Rows of the vendor that could not be read; absent when there are none')),
  foreign: z.optional(
    positive(
      'Rows of the vendor about other calls than those asked for; they were dropped; absent when there are none',
    ),
  ),
  forgotten: z.optional(
    about(z.literal(true), 'The range begins before what the vendor keeps (RETENTION): calls may be missing'),
  ),
  hint: z.optional(about(z.string(), 'What a person should do')),
  searchedUntil: z.optional(
    about(
      z.nullable(z.string()),
      'Calls that began later have not been pulled yet; null when none were ever; by number only',
    ),
  ),
  incomplete: z.optional(
    about(z.array(shortfallSchema), 'Stretches of the range whose calls the archive may lack, and why; by number only'),
  ),
});

export const daysSchema = z.object({
  month: z.string(),
  utcOffset: z.string(),
  days: about(z.array(entrySchema), 'The closed days of the month, in order'),
});

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
