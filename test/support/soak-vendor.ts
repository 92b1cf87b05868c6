/**
 * A vendor for a long run: a call every half a minute, each seen ten seconds after hang-up and with its recording an
 * hour later. Its clock is set by the test. It fails one time in six, in every way it can, until it is calmed.
 */

import {
  startVendorServer,
  type SeenRequest,
  type VendorReply,
  type VendorServer,
} from '../../local/simulator/server.ts';
import { encodeReply, inPieces, WIRE_FORMS } from '../../local/simulator/encode-reply.ts';
import type { EpochSeconds } from '../../shared/time.ts';
import { createRandom } from './random.ts';
import { vendorRow, type VendorRow } from './vendor-rows.ts';

export const EVERY_SECONDS = 30;
const HOUR = 3600;

/** Each 97th call has a duration that is no number. */
export function isBroken(start: EpochSeconds): boolean {
  return (start / EVERY_SECONDS) % 97 === 0;
}

function rowAt(start: EpochSeconds, now: EpochSeconds): VendorRow | undefined {
  const row = vendorRow(`soak-${start}`, start, isBroken(start) ? { duration: 'x' } : {});
  const end = Number(row['endCallTime']);
  if (now < end + 10) return undefined;
  return now < end + HOUR ? row : { ...row, recordUrl: `https://recordings.example.com/${start}.mp3` };
}

const TOO_LARGE = Buffer.alloc(3 << 20, '{"cdr":[],');
const FAILURES: readonly ((whole: Buffer) => VendorReply)[] = [
  () => ({ body: '', fault: 'reset' }),
  (whole) => ({ body: whole, fault: 'cut' }),
  (whole) => ({ body: whole.subarray(0, whole.length / 3) }),
  () => ({ status: 503, body: '<html>', headers: { 'Retry-After': '1' } }),
  () => ({ body: '{"errorCode":"-501","result":"server disabled",}' }),
  () => ({ body: '{"errorCode":"-202","result":"timestamp error"}' }),
  () => ({ body: '{"errorCode":"-403","result":"ip not allowed"}' }),
  () => ({ status: 302, body: '', headers: { Location: 'http://127.0.0.1:1/' } }),
  (whole) => ({ body: Buffer.concat([whole, Buffer.from('}')]) }),
  () => ({ body: inPieces(TOO_LARGE, 65_536) }),
];

export interface SoakVendor extends VendorServer {
  now: EpochSeconds;
  /** No more failures. */
  calm: boolean;
}

/** @param to there is no call from then on */
export async function startSoakVendor(from: EpochSeconds, to: EpochSeconds, seed: number): Promise<SoakVendor> {
  const random = createRandom(seed);

  function answer({ body }: SeenRequest): VendorReply {
    const [first, last] = [Number(body['startTimeStamp']), Number(body['endTimeStamp'])];
    const cdr: VendorRow[] = [];
    for (let start = Math.ceil(Math.max(first, from) / EVERY_SECONDS) * EVERY_SECONDS; start <= last && start < to;) {
      const row = rowAt(start, vendor.now);
      if (row !== undefined) cdr.push(row);
      start += EVERY_SECONDS;
    }
    const most = !vendor.calm && random() < 0.1 ? 5 : cdr.length;
    const reply = { cdr: cdr.slice(0, most), errorCode: '0', offset: most < cdr.length ? '7' : '0' };
    const whole = encodeReply(reply, WIRE_FORMS[Math.floor(random() * WIRE_FORMS.length)] ?? 'plain');
    const failure = random() < 1 / 6 ? FAILURES[Math.floor(random() * FAILURES.length)] : undefined;
    return vendor.calm || failure === undefined ? { body: whole } : failure(whole);
  }

  const server = await startVendorServer((request) => {
    // A long run would fill the memory of the test itself.
    server.requests.length = 0;
    return answer(request);
  });
  const vendor: SoakVendor = { ...server, now: from, calm: false };
  return vendor;
}
