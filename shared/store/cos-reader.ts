/**
 * Reading an archive in COS with nothing but node: for the lookup, whose cold start must not pay for the SDK. A request
 * that met trouble which may pass is sent again, twice at most.
 */

import { gather } from '../bytes.ts';
import type { Deps } from '../deps.ts';
import { errorCode, HuadanError } from '../errors.ts';
import type { CosLocation } from './cos-client.ts';
import { cosError, isPassing, readFailure, type CosFailure } from './cos-errors.ts';
import { isChanged, rangeHeaders, toPiece, type RangeReply } from './cos-range.ts';
import { encodeForCos, signForCos } from './cos-sign.ts';
import { checkName } from './object-key.ts';
import type { StoreReader } from './store.ts';

/** How long to wait before the second and third try, at most. */
const WAITS_MS = [200, 800];

/** COS's refusal, in the shape in which the SDK throws it. */
function refusal(status: number, body: Buffer): CosFailure {
  const xml = body.toString('utf8', 0, 4096);
  const told = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];
  const error = { Code: told('Code'), Message: told('Message'), RequestId: told('RequestId') };
  return readFailure({ statusCode: status, code: String(status), error });
}

/** @param limits `deadlineMs`, on the clock: no request, wait or body lasts longer; one request may take `timeoutMs` */
export function createCosReader(
  config: CosLocation,
  deps: Pick<Deps, 'get' | 'clock' | 'sleep' | 'random'>,
  { deadlineMs, timeoutMs = 15_000 }: { readonly deadlineMs: number; readonly timeoutMs?: number },
): StoreReader {
  const base = config.endpoint ?? `https://${config.bucket}.cos.${config.region}.myqcloud.com`;
  const token = config.sessionToken === undefined ? {} : { 'x-cos-security-token': config.sessionToken };

  const bucket = `qcs::cos:${config.region}:uid/<appid>:<bucket>/`;
  const rights = `name/cos:GetObject on ${bucket}${config.root}* and name/cos:GetBucket on ${bucket}`;

  async function once(path: string, range: Readonly<Record<string, string>>): Promise<RangeReply | CosFailure> {
    const now = Math.floor(deps.clock() / 1000);
    const headers = { Host: new URL(base).host, ...range, ...token };
    const keys = { ...config, keyTime: `${now - 1};${now + 900}` };
    const Authorization = signForCos({ method: 'GET', path, query: {}, headers }, keys);
    const signal = AbortSignal.timeout(Math.max(1, Math.min(timeoutMs, deadlineMs - deps.clock())));
    try {
      const url = new URL(path.split('/').map(encodeForCos).join('/'), base);
      const reply = await deps.get({ url, headers: { ...headers, Authorization }, signal, proxy: config.proxy });
      const body = await gather(reply.body);
      if (reply.status === ('Range' in range ? 206 : 200)) return { body, headers: reply.headers };
      return refusal(reply.status, body);
    } catch (error) {
      return readFailure({ code: signal.aborted ? 'ETIMEDOUT' : errorCode(error) });
    }
  }

  /** Null when there is no such object. */
  async function read(name: string, range: Readonly<Record<string, string>>): Promise<RangeReply | 'changed' | null> {
    const doing = `Reading ${name}`;
    const path = `/${config.root}${checkName(name)}`;
    for (let tries = 0; ; tries++) {
      const outcome = await once(path, range);
      if ('body' in outcome) return outcome;
      if ('Range' in range && isChanged(outcome)) return 'changed';
      // A 404 of a bucket or of a proxy says nothing about the object.
      if (outcome.cosCode === 'NoSuchKey') return null;
      const waitMs = (WAITS_MS[tries] ?? Infinity) * (0.5 + deps.random() / 2);
      if (isPassing(outcome) && deps.clock() + waitMs < deadlineMs) await deps.sleep(waitMs);
      else if (deps.clock() < deadlineMs) throw cosError({ doing, rights }, outcome);
      else throw new HuadanError('deadline', `${doing}: the time for this run is over. Give it more time.`);
    }
  }

  return {
    async get(name) {
      const reply = await read(name, {});
      return reply === null || reply === 'changed' ? null : reply.body;
    },
    async getRange(name, start, end, ifMatch) {
      const reply = await read(name, rangeHeaders(start, end, ifMatch));
      return reply === null || reply === 'changed' ? reply : toPiece(`Reading ${name}`, reply, start, end);
    },
  };
}
