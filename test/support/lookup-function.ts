/** The lookup as it is deployed: packaged, loaded with `require` in a process of its own, and handed events. */

import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { startVendorServer, type Answer, type VendorServer } from '../../local/simulator/server.ts';
import contextFixture from '../fixtures/events/context.json' with { type: 'json' };
import { startFunction } from './function-process.ts';
import { heard } from './output.ts';

export const TOKEN = 'huadan_a-token-of-the-tests';
export const TOKEN_ENTRY = `support:${createHash('sha256').update(TOKEN).digest('hex')}`;
export const ACCOUNT = { CDR_ID: 'id-of-the-tests', CDR_APP_ID: '1400987654' };

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface LookupFunction {
  /** @throws what the handler threw, or that it took longer than `context.time_limit_in_ms` */
  invoke(event: unknown, context?: object): Promise<HttpResult>;
  /** What it printed, to stdout and stderr, when nothing is left that would keep its process alive. */
  printed(): Promise<string>;
  /** The same; and the process ends by itself. */
  end(): Promise<string>;
}

/** A vendor that ends with the test. */
export async function startVendor(answer: Answer): Promise<VendorServer> {
  const vendor = await startVendorServer(answer);
  onTestFinished(async () => vendor.close());
  return vendor;
}

/** @param env beside what a lookup of the tests has: an account, and `TOKEN`; undefined takes a variable away */
export async function startLookup(
  vendor: Pick<VendorServer, 'endpoint'>,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<LookupFunction> {
  const whole = {
    CDR_ENDPOINT: vendor.endpoint,
    CDR_RATE: 'unlimited',
    ...ACCOUNT,
    LOOKUP_TOKENS: TOKEN_ENTRY,
    ...env,
  };
  const lookup = await startFunction('lookup', whole);
  async function printed(): Promise<string> {
    await lookup.settled();
    return lookup.printed();
  }
  return {
    printed,
    async invoke(event, context = contextFixture) {
      const { returned, threw } = await lookup.invoke(event, context);
      if (threw !== undefined) throw new Error(`the handler gave ${threw}`);
      const result = returned as HttpResult;
      if (result.statusCode !== 200) heard('answer', JSON.stringify(result));
      return result;
    },
    async end() {
      const all = await printed();
      await lookup.end();
      return all;
    },
  };
}

export { contextFixture as CONTEXT };
