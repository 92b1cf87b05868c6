/** Network, clock and chance. They are arguments everywhere, so that tests can replace them. */

import { setTimeout as wait } from 'node:timers/promises';
import { createHttp, type Get, type Post } from './http.ts';

export interface Deps {
  readonly get: Get;
  readonly post: Post;
  /** Milliseconds since 1970, for deadlines and waits. */
  readonly clock: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The real ones. `close` ends the connections that were kept for the next request. */
export function createDeps(): Deps & { close: () => void } {
  const { get, post, close } = createHttp();
  return { get, post, close, clock: Date.now, sleep: async (ms) => wait(ms), random: Math.random };
}
