/**
 * The platform's two shapes of an HTTP request, and its shape of an answer.
 * Sources: Function URL, https://cloud.tencent.com/document/product/583/96099; API Gateway, …/583/12513. The latter is
 * the former with more fields, so one schema reads both. A request without a query may come without `queryString`.
 */

import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod/mini';

export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A header that no request can have is left out: it may be about anything. */
function appendIfPossible(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name, value);
  } catch {
    // Not a header name, or a value beyond Latin-1.
  }
}

/** Undefined for a method that no `Request` can have. The body is left out: nothing here reads one. */
export function toRequest({ method, path, query, headers: given }: RequestParts): Request | undefined {
  // Set part by part: a path such as `//elsewhere` must not become a host.
  const url = new URL('http://lookup.invalid');
  url.pathname = path;
  url.search = query.toString();
  const headers = new Headers();
  for (const [name, values] of Object.entries(given)) {
    for (const value of [values ?? []].flat()) appendIfPossible(headers, name, value);
  }
  try {
    return new Request(url, { method, headers });
  } catch {
    return undefined;
  }
}

const texts = z.union([z.string(), z.array(z.string())]);
const query = z.optional(z.nullable(z.record(z.string(), texts)));

const httpEvent = z.looseObject({
  httpMethod: z.string(),
  path: z.string(),
  headers: z.record(z.string(), texts),
  queryString: query,
  /** Only what the gateway was told of; `queryString` has it all. */
  queryStringParameters: query,
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.nullable(z.boolean())),
});

/** The request, or what is wrong with the event, by the field's name. */
export function readHttpEvent(event: unknown): Request | { fault: string } {
  const parsed = z.safeParse(httpEvent, event);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path[0];
    return { fault: field === undefined ? 'it is no object' : `${String(field)} is missing or of the wrong kind` };
  }
  const { httpMethod: method, path, headers, queryString, queryStringParameters } = parsed.data;
  const pairs = Object.entries(queryString ?? queryStringParameters ?? {});
  const params = pairs.flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
  return (
    toRequest({ method, path, query: new URLSearchParams(params), headers }) ?? { fault: 'httpMethod is no method' }
  );
}

export async function toHttpResult(response: Response): Promise<APIGatewayProxyResult> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
    isBase64Encoded: false,
  };
}
