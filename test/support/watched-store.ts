/** Stores that are watched: they count what they are asked, or their user dies. */

import { EventEmitter, once } from 'node:events';
import type { Store } from '../../shared/store/store.ts';

const METHODS = ['get', 'getRange', 'head', 'put', 'putIfAbsent', 'list'] as const;

/**
 * A store whose user dies after so many requests: what follows is neither done nor answered.
 * @param counted the requests that count
 */
export function dyingAfter(
  store: Store,
  requests: number,
  counted: readonly (keyof Store)[] = METHODS,
): { store: Store; dead: Promise<void> } {
  let left = requests;
  const death = new EventEmitter();
  const dead = once(death, 'dead').then(() => undefined);
  const mortal = <K extends keyof Store>(method: K): Store[K] =>
    (async (...args: unknown[]) => {
      if (counted.includes(method)) left--;
      if (left >= 0) return (store[method] as (...all: unknown[]) => Promise<unknown>)(...args);
      death.emit('dead');
      return new Promise(() => undefined);
    }) as Store[K];
  const entries = METHODS.map((method) => [method, mortal(method)]);
  return { store: Object.fromEntries(entries), dead };
}

/** A store that counts what it is asked, by method. */
export function counting(store: Store): Store & { readonly asked: string[] } {
  const asked: string[] = [];
  const counted = <K extends keyof Store>(method: K): Store[K] =>
    (async (...args: unknown[]) => {
      asked.push(`${method} ${String(args[0])}`);
      return (store[method] as (...all: unknown[]) => Promise<unknown>)(...args);
    }) as Store[K];
  return {
    asked,
    get: counted('get'),
    getRange: counted('getRange'),
    head: counted('head'),
    put: counted('put'),
    putIfAbsent: counted('putIfAbsent'),
    list: counted('list'),
  };
}
