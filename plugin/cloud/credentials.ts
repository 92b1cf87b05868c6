/** Who deploys, and where to: from the environment or `.env` (which Serverless Framework has read by then). */

import { DeployError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Access {
  readonly secretId: string;
  readonly secretKey: string;
  /** Comes with temporary keys. */
  readonly token: string | undefined;
  /** `http://host:port` that stands in for the cloud's API; undefined for the real one. */
  readonly endpoint: URL | undefined;
}

const KEYS = ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY'] as const;

function readEndpoint(value: string): URL | undefined {
  if (value === '') return undefined;
  if (!/^https?:\/\/[^/]+\/?$/.test(value) || !URL.canParse(value)) {
    throw new DeployError(
      'TENCENTCLOUD_API_ENDPOINT must be http://host:port or https://host; leave it out for Tencent Cloud.',
    );
  }
  return new URL(value);
}

/** @throws DeployError naming what is missing. */
export function readAccess(env: Environment): Access {
  const read = (name: string): string => env[name]?.trim() ?? '';
  const missing = KEYS.filter((name) => read(name) === '');
  if (missing.length > 0) {
    throw new DeployError(
      `Set ${missing.join(' and ')} in the environment or in .env: the keys come from console.cloud.tencent.com/cam/capi.`,
    );
  }
  return {
    secretId: read('TENCENTCLOUD_SECRET_ID'),
    secretKey: read('TENCENTCLOUD_SECRET_KEY'),
    token: read('TENCENTCLOUD_TOKEN') || undefined,
    endpoint: readEndpoint(read('TENCENTCLOUD_API_ENDPOINT')),
  };
}
