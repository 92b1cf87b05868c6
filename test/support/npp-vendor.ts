/**
 * A stand-in for Cloud API 3.0, product `npp`: it checks the signature of each request on its own and answers in the
 * API's envelope (https://cloud.tencent.com/document/api/583/17239 and …/17238).
 */

import { startVendorServer, type Answer, type VendorReply, type VendorServer } from '../../local/simulator/server.ts';
import { Refusal } from './cloud/refusal.ts';
import { checkSignature, type ApiKeys } from './cloud/tc3.ts';

export const NPP_KEYS = { secretId: 'AKIDnpp', secretKey: 'npp-key', token: 'npp-token' } as const satisfies ApiKeys;

/** What `getCdr` names `callId` is `CallId` here; further names likewise. */
export function inPascalCase(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value] as const),
  );
}

export function enveloped(response: object): VendorReply {
  return { body: JSON.stringify({ Response: { ...response, RequestId: 'r-1' } }) };
}

function refuse(code: string, message: string): VendorReply {
  return enveloped({ Error: { Code: code, Message: message } });
}

/**
 * @param answer gets the action's parameters as they were signed
 * @param keys those that requests must be signed with
 */
export async function startNppVendor(
  answer: (asked: Record<string, unknown>) => ReturnType<Answer>,
  keys: ApiKeys = NPP_KEYS,
): Promise<VendorServer> {
  return startVendorServer(({ headers, rawBody, body }) => {
    try {
      checkSignature(headers, Buffer.from(rawBody), keys, Date.now());
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.code, error.message);
      throw error;
    }
    const [action, version] = [headers['x-tc-action'], headers['x-tc-version']];
    if (action !== 'DescribeCallBackCdr') return refuse('InvalidAction', `no action ${String(action)}`);
    if (version !== '2019-08-23') return refuse('NoSuchVersion', `no version ${String(version)}`);
    return answer(body);
  });
}
