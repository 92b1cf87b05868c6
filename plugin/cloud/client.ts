/** The one door to Tencent Cloud's API: signs (through the SDK), waits and tries again, and says what went wrong. */

import { setTimeout as wait } from 'node:timers/promises';
import type { Client as ClsClient } from 'tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_client.js';
import type { Client as ScfClient } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client.js';
import { DeployError } from '../errors.ts';
import type { Access } from './credentials.ts';
import { hintFor } from './hints.ts';
import { BUSY_PATIENCE_MS, isApiError, MAX_ATTEMPTS, obstacleOf, waitMs } from './retry.ts';

export interface CallOptions {
  /** Asked before a call whose answer was lost is made again: had it been carried out after all? */
  readonly isDone?: () => Promise<boolean>;
  /** Codes that answer the question with "there is none". */
  readonly absent?: readonly string[];
  /** What a person should do about codes that mean something particular here. */
  readonly hints?: Readonly<Record<string, string>>;
}

export interface Cloud {
  /** @returns undefined for what `isDone` and `absent` allow. @throws DeployError */
  readonly scf: <R>(
    what: string,
    request: (client: ScfClient) => Promise<R>,
    options?: CallOptions,
  ) => Promise<R | undefined>;
  readonly cls: <R>(what: string, request: (client: ClsClient) => Promise<R>) => Promise<R | undefined>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Progress, for people. */
  readonly say: (text: string) => void;
}

export interface CloudDeps {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly random: () => number;
  readonly say: (text: string) => void;
}

/** A function may be waited for as long as the API does (cloud.tencent.com/document/product/583/17243). */
const REQUEST_TIMEOUT_SECONDS = 300;

function explain(what: string, error: unknown, hints: Readonly<Record<string, string>> = {}): unknown {
  if (!isApiError(error)) return error;
  const request = error.requestId === undefined || error.requestId === '' ? '' : ` (request ${error.requestId})`;
  const code = error.code ?? '';
  const sentence = error.message.replace(/[.。]?\s*$/, '');
  const hint = hints[code] ?? hintFor(code);
  const text = code === '' ? `no usable answer: ${sentence}. Try again.` : `${code}: ${sentence}${request}. ${hint}`;
  return new DeployError(`${what}: ${text.trimEnd()}`, { cause: error });
}

async function attempt<C, R>(
  what: string,
  client: C,
  request: (client: C) => Promise<R>,
  { absent = [], isDone = async () => false, hints }: CallOptions,
  { sleep, random, say }: CloudDeps,
): Promise<R | undefined> {
  let busyMs = 0;
  for (let count = 1; ; count += 1) {
    try {
      return await request(client);
    } catch (error) {
      if (isApiError(error) && absent.includes(error.code ?? '')) return undefined;
      const obstacle = obstacleOf(error);
      const patient = obstacle === 'busy' ? busyMs < BUSY_PATIENCE_MS : count < MAX_ATTEMPTS;
      if (obstacle === undefined || !patient) throw explain(what, error, hints);
      if (obstacle === 'busy' && busyMs === 0) {
        say(
          `${what}: an earlier change is still under way. Waiting for it, at most ${BUSY_PATIENCE_MS / 60_000} minutes.`,
        );
      }
      // What is under way ends when it ends: there is nothing to be spread by chance.
      const ms = waitMs(count, obstacle === 'busy' ? () => 1 : random);
      await sleep(ms);
      if (obstacle === 'busy') busyMs += ms;
      if (obstacle === 'unanswered' && (await isDone())) return undefined;
    }
  }
}

/** The SDK is loaded only when the first command needs the cloud; packaging never does. */
export async function createCloud(access: Access, region: string, deps: Partial<CloudDeps> = {}): Promise<Cloud> {
  const scfModule = await import('tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client.js');
  const clsModule = await import('tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_client.js');
  const { sleep = async (ms: number) => wait(ms), random = Math.random, say = () => {} } = deps;
  const all = { sleep, random, say };
  const { secretId, secretKey, token, endpoint } = access;
  const httpProfile = {
    reqTimeout: REQUEST_TIMEOUT_SECONDS,
    ...(endpoint && { endpoint: endpoint.host, protocol: `${endpoint.protocol}//` }),
  };
  const config = { credential: { secretId, secretKey, ...(token && { token }) }, region, profile: { httpProfile } };
  const scf = new scfModule.Client(config);
  const cls = new clsModule.Client(config);
  return {
    sleep,
    say,
    scf: async (what, request, options = {}) => attempt(what, scf, request, options, all),
    cls: async (what, request) => attempt(what, cls, request, {}, all),
  };
}
