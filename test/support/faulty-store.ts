/** Makes any store as unreliable as a network store can be, the same way every time for the same seed. */

import { setImmediate as turn } from 'node:timers/promises';
import { HuadanError } from '../../shared/errors.ts';
import type { Store } from '../../shared/store/store.ts';
import { createRandom } from './random.ts';

/** Each is the chance, from 0 to 1, that it happens to one call. All are 0 when absent. */
export interface FaultChances {
  /** A write fails before anything is written. */
  failWrite?: number;
  /** A write happens and its reply is lost: an error, or from `putIfAbsent` also the `false` a blind retry would get. */
  loseReply?: number;
  /** A `get`, a `getRange` or a `head` fails. */
  failRead?: number;
  /** A name written lately is not in a listing yet. */
  lagList?: number;
  /** A `putIfAbsent` looks, dawdles and then writes whatever came in between, as COS may under a race. */
  race?: number;
}

export interface FaultyStore extends Store {
  /** May be changed while the store is in use. */
  chances: FaultChances;
}

function fail(what: string): never {
  throw new HuadanError('archive', `Simulating a fault: ${what}. Nothing to do.`, { facts: { simulated: true } });
}

export function withFaults(store: Store, { seed, ...chances }: FaultChances & { seed: number }): FaultyStore {
  const random = createRandom(seed);
  const recent: string[] = [];
  const happens = (fault: keyof FaultChances): boolean => random() < (faulty.chances[fault] ?? 0);

  async function putRacing(name: string, body: Buffer): Promise<boolean> {
    if ((await store.head(name)) !== null) return false;
    for (let turns = Math.floor(random() * 4) + 1; turns > 0; turns--) await turn();
    await store.put(name, body);
    return true;
  }

  async function write<T>(name: string, work: () => Promise<T>, blindRetry?: T): Promise<T> {
    if (happens('failWrite')) fail('a write that did not happen');
    const answer = await work();
    recent.push(name);
    if (recent.length > 20) recent.shift();
    if (!happens('loseReply')) return answer;
    return blindRetry !== undefined && random() < 0.5 ? blindRetry : fail('a lost reply');
  }

  const faulty: FaultyStore = {
    chances,
    get: async (name) => (happens('failRead') ? fail('a read') : store.get(name)),
    getRange: async (name, start, end, ifMatch) =>
      happens('failRead') ? fail('a read of a piece') : store.getRange(name, start, end, ifMatch),
    head: async (name) => (happens('failRead') ? fail('a look') : store.head(name)),
    put: async (name, body) => write(name, async () => store.put(name, body)),
    putIfAbsent: async (name, body) =>
      write(name, async () => (happens('race') ? putRacing(name, body) : store.putIfAbsent(name, body)), false),
    list: async (prefix) => (await store.list(prefix)).filter((name) => !recent.includes(name) || !happens('lagList')),
  };
  return faulty;
}
