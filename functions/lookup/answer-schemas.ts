/** What is answered. Records are written by `shared/record`; a test holds the answers to these schemas. */

import * as z from 'zod/mini';
import { cdrSchema } from '../../shared/cdr/schema.ts';

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
