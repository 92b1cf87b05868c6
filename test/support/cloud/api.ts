/** The API over HTTP: signature, version, action, answer. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from './actions.ts';
import { isFields } from './fields.ts';
import type { Call } from './model.ts';
import { Refusal } from './refusal.ts';
import { checkSignature, type ApiKeys } from './tc3.ts';

/** A refusal of a call that would have succeeded; `lose` carries it out and breaks the connection. */
export type Interference = Refusal | 'lose';
export const THROTTLED = new Refusal('RequestLimitExceeded', 'Too many requests');

export interface ApiOptions {
  readonly keys: ApiKeys;
  readonly actions: Readonly<Record<string, Action>>;
  readonly calls: Call[];
  readonly interfere: (action: string) => Interference | undefined;
}

/** The gateway before all products takes no larger body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
const SCF_VERSION = '2018-04-16';
const CLS_VERSION = '2020-10-16';

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

async function perform(request: IncomingMessage, body: Buffer, options: ApiOptions): Promise<object> {
  if (body.length > MAX_BODY_BYTES) throw new Refusal('RequestSizeLimitExceeded', 'The request is larger than 10 MB');
  checkSignature(request.headers, body, options.keys, Date.now());
  const name = header(request, 'x-tc-action');
  const action = options.actions[name];
  if (action === undefined) throw new Refusal('InvalidAction', `${name} is not known`);
  const version = name === 'SearchLog' ? CLS_VERSION : SCF_VERSION;
  if (header(request, 'x-tc-version') !== version)
    throw new Refusal('NoSuchVersion', `${name} is of version ${version}`);
  if (header(request, 'x-tc-region') === '') throw new Refusal('MissingParameter', 'Region is missing');
  const fields: unknown = JSON.parse(body.toString());
  if (!isFields(fields)) throw new Refusal('InvalidParameter', 'The body is no object');
  options.calls.push({ action: name, body: fields });
  const bent = options.interfere(name);
  if (bent instanceof Refusal) throw bent;
  const result = await action(fields);
  if (bent === 'lose') request.socket.destroy();
  return result;
}

/** Refusals are answered with 200 as well: only the body tells. */
export async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  options: ApiOptions,
): Promise<void> {
  let answer: object;
  try {
    answer = await perform(request, body, options);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    answer = { Error: { Code: error.code, Message: error.message } };
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ Response: { ...answer, RequestId: randomUUID() } }));
}
