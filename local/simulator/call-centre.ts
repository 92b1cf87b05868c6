/**
 * A simulated vendor with a call centre behind it: calls are made, rows appear after hang-up, recordings later, and
 * after a day it is all gone. The same seed and the same clock give the same calls, whoever asks and whenever.
 */

import type { EpochSeconds } from '../../shared/time.ts';
import { answerQuery } from './answer-query.ts';
import { createFaults } from './faults.ts';
import { createHistory } from './history.ts';
import { createRandom } from './random.ts';
import { startVendorServer, type SeenRequest, type VendorReply, type VendorServer } from './server.ts';
import { encodeReply } from './encode-reply.ts';

export interface CallCentreOptions {
  /** What makes this call centre differ from others. */
  readonly seed?: string | number;
  readonly now?: () => EpochSeconds;
  /** Any free port when not given. */
  readonly port?: number;
  readonly callsPerDay?: number;
  /** The share of range requests that fail, 0 for none. */
  readonly faultRate?: number;
  /** A reply holds no more rows than this; its `offset` is not `"0"` then. */
  readonly maxRows?: number;
  /** How long after its start a call can be asked for. */
  readonly retentionSeconds?: number;
  readonly appId?: string;
  readonly id?: string;
}

export interface CallCentre extends VendorServer {
  readonly appId: string;
  readonly id: string;
  /** A recent call, which can be looked up right now. Undefined when there is none. */
  recentCallId(): string | undefined;
}

/** `requests` holds only the last so many: a call centre may run for weeks. */
const REQUESTS_KEPT = 1000;

export async function startCallCentre(options: CallCentreOptions = {}): Promise<CallCentre> {
  const {
    seed = 'huadan',
    now = () => Math.floor(Date.now() / 1000),
    callsPerDay = 3000,
    faultRate = 0.02,
    maxRows = 1000,
    retentionSeconds = 25 * 3600,
    appId = 'simulated-app',
    id = 'simulated-id',
  } = options;
  const account = { appId, id };
  const history = createHistory({ seed, callsPerDay, retentionSeconds });
  const nextFault = createFaults(createRandom(seed, 'faults'), faultRate);

  function answer(request: SeenRequest): VendorReply {
    server.requests.splice(0, server.requests.length - REQUESTS_KEPT);
    if (request.method !== 'POST' || request.path !== '/201511v3/getCdr') {
      return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'Not found' };
    }
    const reply = answerQuery(request, { account, history, maxRows, now: now() });
    const form = request.body['compress'] === '1' && 'cdr' in reply ? 'zlib' : 'plain';
    const good = { body: encodeReply(reply, form, 4) };
    const fault = 'startTimeStamp' in request.body ? nextFault() : undefined;
    return fault === undefined ? good : fault(good);
  }

  const server = await startVendorServer(answer, options.port === undefined ? {} : { port: options.port });
  return {
    ...server,
    ...account,
    recentCallId: () => {
      const time = now();
      // Hour by hour, for all that is asked for has to be made.
      for (let to = time; to >= time - retentionSeconds; to -= 3600) {
        const call = history.between(to - 3600, to, time).at(-1);
        if (call !== undefined) return call.callId;
      }
      return undefined;
    },
  };
}
