/** A store in memory, for tests that are about something else. */

import { createHash } from 'node:crypto';
import { checkName } from '../../shared/store/object-key.ts';
import type { Store } from '../../shared/store/store.ts';

export interface MemoryStore extends Store {
  /** What is in it now, by name. Tests may look and change. */
  readonly objects: Map<string, Buffer>;
}

function copy(body: Buffer | undefined): Buffer | null {
  return body === undefined ? null : Buffer.from(body);
}

/** @param objects what is in it at first */
export function createMemoryStore(objects = new Map<string, Buffer>()): MemoryStore {
  return {
    objects,
    get: async (name) => copy(objects.get(checkName(name))),
    getRange: async (name, start, end, ifMatch) => {
      const body = objects.get(checkName(name));
      if (body === undefined) return null;
      const etag = createHash('md5').update(body).digest('hex');
      if (start >= body.length || (ifMatch !== undefined && ifMatch !== etag)) return 'changed';
      return { bytes: Buffer.from(body.subarray(start, end)), etag, size: body.length };
    },
    head: async (name) => {
      const body = objects.get(checkName(name));
      return body === undefined ? null : { size: body.length };
    },
    put: async (name, body) => {
      objects.set(checkName(name), Buffer.from(body));
    },
    putIfAbsent: async (name, body) => {
      if (objects.has(checkName(name))) return false;
      objects.set(name, Buffer.from(body));
      return true;
    },
    list: async (prefix) => {
      const names = [...objects.keys()].filter((name) => name.startsWith(prefix));
      names.sort();
      return names;
    },
  };
}

export { withFaults } from './faulty-store.ts';
