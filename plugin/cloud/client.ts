/** The one door to Tencent Cloud's API: signs (through the SDK), waits and tries again, and says what went wrong. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Client as ClsClient } from 'tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_client.js';
import type { Client as ScfClient } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client.js';
import { DeployError } from '../errors.ts';
import type { Access } from './credentials.ts';
import { hintFor } from './hints.ts';
import { isApiError, isPassing, isUnanswered, MAX_ATTEMPTS, waitMs } from './retry.ts';

export interface CallOptions {
  /** Codes that mean the work is done, if an earlier attempt's answer was lost: it had been carried out after all. */
  readonly doneAfterLoss?: readonly string[];
  /** Codes that answer the question with "there is none". */
  readonly absent?: readonly string[];
}

export interface Cloud {
  /** @returns undefined for what `doneAfterLoss` and `absent` allow. @throws DeployError */
  readonly scf: <R>(
    what: string,
    request: (client: ScfClient) => Promise<R>,
    options?: CallOptions,
  ) => Promise<R | undefined>;
  readonly cls: <R>(what: string, request: (client: ClsClient) => Promise<R>) => Promise<R | undefined>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface CloudDeps {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
}

/** A function may be waited for as long as the API does (cloud.tencent.com/document/product/583/17243). */
const REQUEST_TIMEOUT_SECONDS = 300;

function explain(what: string, error: unknown): unknown {
  if (!isApiError(error)) return error;
  const request = error.requestId === undefined || error.requestId === '' ? '' : ` (request ${error.requestId})`;
  const code = error.code ?? '';
  const sentence = error.message.replace(/[.。]?\s*$/, '');
  const text =
    code === '' ? `no usable answer: ${sentence}. Try again.` : `${code}: ${sentence}${request}. ${hintFor(code)}`;
  return new DeployError(`${what}: ${text.trimEnd()}`, { cause: error });
}

async function attempt<C, R>(
  what: string,
  client: C,
  request: (client: C) => Promise<R>,
  { absent = [], doneAfterLoss = [] }: CallOptions,
  { sleep, random }: CloudDeps,
): Promise<R | undefined> {
  let lost = false;
  for (let count = 1; ; count += 1) {
    try {
      return await request(client);
    } catch (error) {
      const code = (isApiError(error) && error.code) || '';
      if (absent.includes(code) || (lost && doneAfterLoss.includes(code))) return undefined;
      if (!isPassing(error) || count === MAX_ATTEMPTS) throw explain(what, error);
      lost ||= isUnanswered(error);
      await sleep(waitMs(count, random));
    }
  }
}

/** The SDK is loaded only when the first command needs the cloud; packaging never does. */
export async function createCloud(
  access: Access,
  region: string,
  deps: CloudDeps = { sleep: async (ms) => wait(ms), random: Math.random },
): Promise<Cloud> {
  const scfModule = await import('tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client.js');
  const clsModule = await import('tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_client.js');
  const { secretId, secretKey, token, endpoint } = access;
  const httpProfile = {
    reqTimeout: REQUEST_TIMEOUT_SECONDS,
    ...(endpoint && { endpoint: endpoint.host, protocol: `${endpoint.protocol}//` }),
  };
  const config = { credential: { secretId, secretKey, ...(token && { token }) }, region, profile: { httpProfile } };
  const scf = new scfModule.Client(config);
  const cls = new clsModule.Client(config);
  return {
    sleep: deps.sleep,
    scf: async (what, request, options = {}) => attempt(what, scf, request, options, deps),
    cls: async (what, request) => attempt(what, cls, request, {}, deps),
  };
}
