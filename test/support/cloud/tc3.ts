/**
 * Checks TC3-HMAC-SHA256 from its published description (cloud.tencent.com/document/api/583/17239), sharing no code with
 * the SDK that signs.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

export interface ApiKeys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

/** The API refuses what was signed longer ago, or further ahead. */
const TOLERANCE_SECONDS = 300;
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/([^/]+)\/tc3_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;

const hex = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}

/**
 * The SDK signs the host without its port (4.1.313, `common/sign.js`), which makes no difference where the port is the
 * default one, as it is in the real cloud.
 */
function signedValue(headers: IncomingHttpHeaders, name: string): string {
  const value = header(headers, name).trim().toLowerCase();
  return name === 'host' ? value.replace(/:\d+$/, '') : value;
}

function canonicalRequest(headers: IncomingHttpHeaders, signed: readonly string[], body: Buffer): string {
  const lines = signed.map((name) => `${name}:${signedValue(headers, name)}\n`).join('');
  return ['POST', '/', '', lines, signed.join(';'), hex(body)].join('\n');
}

/** @throws Refusal with an AuthFailure code. */
export function checkSignature(headers: IncomingHttpHeaders, body: Buffer, keys: ApiKeys, nowMs: number): void {
  const [, secretId, date = '', service = '', list = '', signature = ''] =
    AUTHORIZATION.exec(header(headers, 'authorization')) ?? [];
  if (secretId === undefined)
    throw new Refusal('AuthFailure.InvalidAuthorization', 'The authorization header is malformed');
  if (secretId !== keys.secretId) throw new Refusal('AuthFailure.SecretIdNotFound', 'The SecretId is not found');
  if ((keys.token ?? '') !== header(headers, 'x-tc-token'))
    throw new Refusal('AuthFailure.TokenFailure', 'The token is wrong');
  const signed = list.split(';');
  if (!signed.includes('host') || !signed.includes('content-type')) {
    throw new Refusal('AuthFailure.InvalidAuthorization', 'host and content-type must be signed');
  }
  const timestamp = header(headers, 'x-tc-timestamp');
  const signedAtMs = Number(timestamp) * 1000;
  if (Math.abs(nowMs - signedAtMs) > TOLERANCE_SECONDS * 1000) {
    throw new Refusal('AuthFailure.SignatureExpire', 'The signature has expired');
  }
  if (new Date(signedAtMs).toISOString().slice(0, 10) !== date) {
    throw new Refusal('AuthFailure.SignatureFailure', 'The credential date is not the timestamp’s UTC date');
  }
  const scope = `${date}/${service}/tc3_request`;
  const toSign = ['TC3-HMAC-SHA256', timestamp, scope, hex(canonicalRequest(headers, signed, body))].join('\n');
  const key = mac(mac(mac(`TC3${keys.secretKey}`, date), service), 'tc3_request');
  if (!timingSafeEqual(mac(key, toSign), Buffer.from(signature, 'hex'))) {
    throw new Refusal('AuthFailure.SignatureFailure', 'The provided credentials could not be validated');
  }
}
