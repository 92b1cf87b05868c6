/**
 * The official SDK, tamed: every request has a time-out, a known host, a body that is all there, and fails in one way.
 *
 * The SDK sends a request that met a 5xx or a network error up to three times more, at once and without telling.
 * It cannot be told not to. So a write that COS did and whose reply was lost is sent again, and COS then answers that
 * the object exists: whoever writes only what is absent must compare the bytes before believing that.
 */

import type COS from 'cos-nodejs-sdk-v5';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ArchiveConfig } from '../config/read.ts';
import { proxyFor } from '../http.ts';
import { type CosFailure, type CosTask, isPassing, readFailure } from './cos-errors.ts';
import { loadCosSdk } from './cos-sdk.ts';

export type CosLocation = Extract<ArchiveConfig, { kind: 'cos' }>;

export interface CosOptions {
  /** How long a connection may be silent. @default 15000 */
  readonly timeoutMs?: number;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface CosRequest extends CosTask {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** The whole key, root included; absent for a request about the bucket. */
  readonly key?: string;
  /** A part of the bucket's settings, such as `versioning`. */
  readonly subresource?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface CosReply {
  /** Empty for HEAD. */
  readonly body: Buffer;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Either the reply or why there is none: what is an error and what an answer is for the caller to say. */
export type CosOutcome = { readonly reply: CosReply } | { readonly failure: CosFailure };

/** How long to wait before the second and third round, at most. */
const WAITS_MS = [400, 1600];

function options(config: CosLocation, timeoutMs: number): COS.COSOptions {
  const endpoint = config.endpoint === undefined ? undefined : new URL(config.endpoint);
  const host = endpoint ?? new URL(`https://${config.bucket}.cos.${config.region}.myqcloud.com`);
  const proxy = proxyFor(host, config.proxy);
  return {
    ...(proxy === undefined ? {} : { Proxy: proxy }),
    SecretId: config.secretId,
    SecretKey: config.secretKey,
    ...(config.sessionToken === undefined ? {} : { SecurityToken: config.sessionToken }),
    ...(endpoint === undefined ? {} : { Domain: endpoint.host }),
    Protocol: endpoint?.protocol === 'http:' ? 'http:' : 'https:',
    Timeout: timeoutMs,
    // A bucket is where it is: another host would be another promise.
    AutoSwitchHost: false,
    // It would print to the console and sign for a time the pull does not believe in.
    CorrectClockSkew: false,
    KeepAlive: false,
  };
}

const LARGE_BYTES = 8_000_000;
const PIECE_BYTES = 1_000_000;

/**
 * A large body goes as a stream: of one buffer the SDK makes a copy, and TLS two more. A stream it sends once only, so
 * the rounds below are all there are.
 */
function bodyOf(body: Buffer): Buffer | Readable {
  if (body.length < LARGE_BYTES) return body;
  const pieces = Math.ceil(body.length / PIECE_BYTES);
  return Readable.from(
    Array.from({ length: pieces }, (_, i) => body.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)),
    { objectMode: false },
  );
}

function toReply(result: COS.RequestResult): CosReply {
  const body: unknown = result.Body;
  const headers: CosReply['headers'] = result.headers ?? {};
  return { body: Buffer.isBuffer(body) ? body : Buffer.alloc(0), headers };
}

/** Returns a function that sends one request, a few times if the trouble looks passing. */
export function createCosClient(
  config: CosLocation,
  { timeoutMs = 15_000, sleep = wait, random = Math.random }: CosOptions = {},
): (request: CosRequest) => Promise<CosOutcome> {
  let cos: COS | undefined;

  async function once(request: CosRequest): Promise<CosOutcome> {
    const Sdk = await loadCosSdk();
    cos ??= new Sdk(options(config, timeoutMs));
    try {
      const result = await cos.request({
        Bucket: config.bucket,
        Region: config.region,
        Method: request.method,
        Headers: {
          ...request.headers,
          // The SDK would copy the whole body to count it.
          ...(request.body === undefined ? {} : { 'Content-Length': request.body.length }),
          // A kept connection outlives the invocation, and the platform freezes it with the function.
          Connection: 'close',
        },
        Query: { ...request.query },
        ...(request.subresource === undefined ? {} : { Action: request.subresource }),
        ...(request.key === undefined ? {} : { Key: request.key }),
        ...(request.body === undefined ? {} : { Body: bodyOf(request.body) }),
        RawBody: true,
      });
      return { reply: toReply(result) };
    } catch (error) {
      return { failure: readFailure(error) };
    }
  }

  return async (request) => {
    for (const longest of WAITS_MS) {
      const outcome = await once(request);
      if ('reply' in outcome || !isPassing(outcome.failure)) return outcome;
      await sleep(longest * (0.5 + random() / 2));
    }
    return once(request);
  };
}
