/** The way from a question to its answer. */

import type { LookupConfig } from '../../shared/config/read.ts';
import type { Found, Question } from './from-vendor.ts';

/** @param deadlineMs in milliseconds since 1970; no answer comes later */
export type Finder = (question: Question, deadlineMs: number) => Promise<Found>;

/**
 * HTTP, TLS and zlib are loaded when the first question is put: a refusal or a health check does without. The
 * connection is closed with the answer, for one kept while the platform freezes the instance may be dead without
 * anybody having said so, and the next lookup would wait on it in vain.
 */
export function createFinder(config: LookupConfig): Finder {
  return async (question, deadlineMs) => {
    const [{ createDeps }, { findAtVendor }] = await Promise.all([
      import('../../shared/deps.ts'),
      import('./from-vendor.ts'),
    ]);
    const deps = createDeps();
    try {
      return await findAtVendor(question, { config, deps, deadlineMs });
    } finally {
      deps.close();
    }
  };
}
