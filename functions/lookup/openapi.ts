/**
 * The OpenAPI 3.1 document, made of the schemas that check the questions. `npm run openapi -- --write` keeps it in
 * `openapi.json`, which is what the function hands out: making it takes more code than all the rest of the function.
 */

import * as z from 'zod/mini';
import { manifestSchema } from '../../shared/days/manifest.ts';
import { statusSchema } from '../../shared/status.ts';
import { daysSchema, foundSchema, healthSchema, problemSchema } from './response-schemas.ts';
import { callerFields, callIdSchema, dayPathSchema, monthSchema, numberFields, sourceSchema } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is; `input`: what a caller writes, not what is made of it. */
function jsonSchema(schema: z.ZodMiniType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function parameter(name: string, where: 'path' | 'query', schema: z.ZodMiniType, required = true): Json {
  const { description, ...rest } = jsonSchema(schema);
  return { name, in: where, required, description, schema: rest };
}

const HEADERS = {
  'WWW-Authenticate': 'How to authenticate (RFC 6750)',
  Allow: 'The methods there are',
  'Retry-After': 'Seconds to wait before asking again',
};

function problem(description: string, header?: keyof typeof HEADERS): Json {
  const headers = header && { headers: { [header]: { description: HEADERS[header], schema: { type: 'string' } } } };
  const schema = { $ref: '#/components/schemas/Problem' };
  return { description, ...headers, content: { 'application/problem+json': { schema } } };
}

/** The answers that several routes have in common, by name; the status of each is in front of it. */
const PROBLEMS = {
  400: ['BadQuestion', problem('The question is malformed')],
  401: ['Unauthorized', problem('No token, or none of those configured', 'WWW-Authenticate')],
  404: ['NoSuchCall', problem('There is no such call (yet), or no such closed day')],
  405: ['WrongMethod', problem('Another method than GET, HEAD or OPTIONS', 'Allow')],
  429: ['TooOften', problem('This token asks too often', 'Retry-After')],
  500: ['Fault', problem('The function is not configured, or has a fault: `requestId` finds it in the log')],
  502: ['VendorRefused', problem('The vendor refused, or its answer is of no use; `hint` says what to do')],
  503: [
    'TryLater',
    problem(
      'Vendor or archive is in trouble (with Retry-After), or no token or no archive is configured',
      'Retry-After',
    ),
  ],
  504: ['OutOfTime', problem('The vendor did not answer in time, or not every day of the archive was searched')],
} as const;

function problems(...statuses: readonly (keyof typeof PROBLEMS)[]): Json {
  const entries = statuses.map((status) => [status, { $ref: `#/components/responses/${PROBLEMS[status][0]}` }]);
  return Object.fromEntries(entries);
}

function success(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

/** It makes no difference to the document. */
const DEFAULT_OFFSET_SECONDS = 8 * 3600;

const FOUND = { $ref: '#/components/schemas/Found' };

export function openApiDocument(): Json {
  const { src } = callerFields(DEFAULT_OFFSET_SECONDS);
  const { number, from, to } = numberFields(DEFAULT_OFFSET_SECONDS);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Huadan lookup',
      version: '1.0.0',
      summary: 'What happened to this call?',
      description:
        'Call detail records of Tencent callback calls, read from the vendor at the moment of asking, or from the archive.',
    },
    paths: {
      '/cdr/{callId}': {
        get: {
          operationId: 'getCall',
          summary: 'One call by its id, of the vendor and of the archive',
          security: [{ token: [] }],
          parameters: [parameter('callId', 'path', callIdSchema), parameter('source', 'query', sourceSchema, false)],
          responses: { 200: success('The call', FOUND), ...problems(400, 401, 404, 405, 429, 500, 502, 503, 504) },
        },
      },
      '/cdr': {
        get: {
          operationId: 'getCallsOfNumber',
          summary:
            'The calls of one number: `src` asks the vendor for those of a caller, `number` the archive for both sides',
          security: [{ token: [] }],
          description:
            'Give either `src` (at most 24 hours) or `number` (at most 31 days and 1 000 calls), and both `from` and `to`.',
          parameters: [
            parameter('src', 'query', src, false),
            parameter('number', 'query', number, false),
            parameter('from', 'query', from),
            parameter('to', 'query', to),
          ],
          responses: {
            200: success('The calls in the order they began; none is an empty list', FOUND),
            ...problems(400, 401, 405, 429, 500, 502, 503, 504),
          },
        },
      },
      '/days': {
        get: {
          operationId: 'getDays',
          summary: 'The closed days of a month',
          security: [{ token: [] }],
          parameters: [parameter('month', 'query', monthSchema)],
          responses: {
            200: success('The days in order; none is an empty list', jsonSchema(daysSchema)),
            ...problems(400, 401, 405, 429, 500, 503, 504),
          },
        },
      },
      '/days/{day}': {
        get: {
          operationId: 'getDay',
          summary: 'The manifest of a closed day',
          security: [{ token: [] }],
          parameters: [parameter('day', 'path', dayPathSchema)],
          responses: {
            200: success('What the day holds', jsonSchema(manifestSchema)),
            ...problems(400, 401, 404, 405, 429, 500, 503, 504),
          },
        },
      },
      '/status': {
        get: {
          operationId: 'getStatus',
          summary: 'How the pull stands: lag, passes, gaps, block, last closed day',
          security: [{ token: [] }],
          responses: {
            200: success('How it stands', jsonSchema(statusSchema)),
            ...problems(401, 405, 429, 500, 503, 504),
          },
        },
      },
      '/': {
        get: {
          operationId: 'getPage',
          summary: 'A page for people, which asks these routes with the token they enter',
          security: [],
          responses: {
            200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } },
            ...problems(405, 500),
          },
        },
      },
      '/healthz': {
        get: {
          operationId: 'getHealth',
          summary: 'Whether the function runs and is configured; asks nobody',
          security: [],
          responses: { 200: success('It does', jsonSchema(healthSchema)), ...problems(405, 500) },
        },
      },
      '/openapi.json': {
        get: {
          operationId: 'getOpenApi',
          summary: 'This document',
          security: [],
          responses: { 200: success('OpenAPI 3.1', { type: 'object' }), ...problems(405, 500) },
        },
      },
    },
    components: {
      responses: Object.fromEntries(Object.values(PROBLEMS)),
      schemas: { Found: jsonSchema(foundSchema), Problem: jsonSchema(problemSchema) },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of LOOKUP_TOKENS; `npm run token` makes one' },
      },
    },
  };
}
