/** Faults of the vendor: what comes instead of an answer now and then. Asking again always helps. */

import type { Random } from './random.ts';
import type { VendorReply } from './server.ts';

/** Turns one good reply into a bad one. */
export type Fault = (reply: VendorReply) => VendorReply;

const FAULTS: readonly [Fault, ...Fault[]] = [
  // As the vendor prints it, with a comma that makes it no JSON: https://cloud.tencent.com/document/product/610/12066
  () => ({ body: '{"errorCode":"-501","result":"server disabled",}' }),
  () => ({
    status: 503,
    headers: { 'Content-Type': 'text/html', 'Retry-After': '1' },
    body: '<html><body><h1>503 Service Unavailable</h1></body></html>',
  }),
  (reply) => ({ ...reply, fault: 'cut' }),
];

/** Says for one request after the other whether it fails, about `rate` of them; never two in a row. */
export function createFaults(random: Random, rate: number): () => Fault | undefined {
  let failed = false;
  return () => {
    failed = !failed && random.chance(rate);
    return failed ? random.pick(FAULTS) : undefined;
  };
}
