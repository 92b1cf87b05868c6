/** Every answer is made here, so every answer has the headers that keep call records out of caches. */

import type * as z from 'zod/mini';
import type { Found } from './find.ts';
import type { problemSchema } from './response-schemas.ts';

export const PROBLEM_STATUSES = [400, 401, 404, 405, 429, 500, 502, 503, 504] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** Why a request is not answered with records; becomes a problem document (RFC 9457). */
export interface Problem {
  readonly status: ProblemStatus;
  /** What went wrong, in words that hold nothing of the request. */
  readonly detail?: string;
  readonly vendorCode?: string;
  /** What a person should do. */
  readonly hint?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457 §4.2.1: with `about:blank` the title is the status's own phrase. */
const TITLES: Readonly<Record<ProblemStatus, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  405: 'Method Not Allowed',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function answer(status: number, body: string | null, headers: Readonly<Record<string, string>>): Response {
  return new Response(body, {
    status,
    headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...headers },
  });
}

/** @param text JSON */
export function jsonAnswer(text: string): Response {
  return answer(200, text, { 'Content-Type': 'application/json' });
}

/** What one may do here, for whoever asks with OPTIONS. */
export function optionsAnswer(allow: string): Response {
  return answer(204, null, { Allow: allow });
}

export function problemAnswer({ status, headers, ...facts }: Problem, requestId: string): Response {
  const document: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: TITLES[status],
    status,
    ...facts,
    requestId,
  };
  return answer(status, JSON.stringify(document), { 'Content-Type': 'application/problem+json', ...headers });
}

const FORGOTTEN = 'The range begins before what the vendor keeps (RETENTION): calls that old are in the archive alone.';

/** The answer as JSON: records as they are, then what is told of them; what there is none of is left out. */
export function foundJson({
  records,
  source,
  asOf,
  unreadable,
  foreign,
  forgotten,
  searchedUntil,
  incomplete,
}: Found): string {
  const facts = {
    source,
    asOf,
    unreadable: unreadable || undefined,
    foreign: foreign || undefined,
    ...(forgotten === true ? { forgotten, hint: FORGOTTEN } : {}),
    searchedUntil,
    incomplete: incomplete?.length === 0 ? undefined : incomplete,
  };
  return `{"cdr":[${records.join(',')}],${JSON.stringify(facts).slice(1)}`;
}
