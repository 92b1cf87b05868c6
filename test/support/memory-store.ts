/** A store in memory, for tests that are about something else. */

import { checkName } from '../../shared/store/object-key.ts';
import type { Store } from '../../shared/store/store.ts';

export interface MemoryStore extends Store {
  /** What is in it now, by name. Tests may look and change. */
  readonly objects: Map<string, Buffer>;
}

function copy(body: Buffer | undefined): Buffer | null {
  return body === undefined ? null : Buffer.from(body);
}

export function createMemoryStore(): MemoryStore {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    get: async (name) => copy(objects.get(checkName(name))),
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
