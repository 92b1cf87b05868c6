/** A stand-in for COS: a real HTTP server with one bucket, which believes no request it has not checked. */

import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { createCosStore, type CosStore } from '../../../shared/store/cos.ts';
import type { CosLocation } from '../../../shared/store/cos-client.ts';
import { createCosReader } from '../../../shared/store/cos-reader.ts';
import type { StoreReader } from '../../../shared/store/store.ts';
import { createDeps } from '../../../shared/deps.ts';
import type { Bucket, BucketAnswer } from './bucket.ts';
import { type Chances, createFaults, type Faults } from './faults.ts';
import { handle } from './serve.ts';
import type { Keys } from './signature.ts';

const REGION = 'ap-guangzhou';

export interface CosRecord {
  readonly method: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Undefined for a request COS has no name for. */
  readonly action: string | undefined;
  readonly signed: boolean;
  /** 0 while it runs, and when the connection was cut instead of an answer. */
  status: number;
  wrote?: BucketAnswer['wrote'];
}

export interface CosOptions {
  seed?: number;
  chances?: Chances;
  keys?: Keys;
  versioning?: Bucket['versioning'];
  pageSize?: number;
}

/** Everything that is not `readonly` may be changed while it runs. */
export interface CosStandIn {
  readonly endpoint: string;
  /** Every object by its whole key. */
  readonly objects: Map<string, Buffer>;
  readonly requests: CosRecord[];
  readonly bucket: Bucket;
  readonly faults: Faults;
  /** The keys it accepts. */
  keys: Keys;
  /** False: there is no such bucket. */
  exists: boolean;
  /** Whether the token of the keys has run out. */
  tokenExpired: boolean;
  /** How far its clock is ahead of ours. */
  clockAheadSeconds: number;
  /** True refuses the action (such as `PutObject`) on the key. */
  denies: (action: string, key: string) => boolean;
  /** The settings of an archive in this bucket under `root`. */
  config(root?: string): CosLocation;
  /** The same as environment variables, for processes. */
  environment(root?: string): Record<string, string>;
  /** A store in this bucket that does not wait between its tries. */
  store(root?: string): CosStore;
  /** What reads this bucket without the SDK; it does not wait between its tries either. */
  reader(root?: string, deadlineMs?: number): StoreReader;
  /** How many clients are connected right now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

export async function startCos(options: CosOptions = {}): Promise<CosStandIn> {
  const server = http.createServer((request, response) => {
    handle(cos, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deps = createDeps();
  const objects = new Map<string, Buffer>();
  const name = 'examplebucket-1250000000';
  const cos: CosStandIn = {
    endpoint,
    objects,
    requests: [],
    bucket: { name, objects, versioning: options.versioning, pageSize: options.pageSize ?? 1000, recent: [] },
    faults: createFaults(options.seed ?? 1, options.chances ?? {}),
    keys: options.keys ?? { secretId: 'AKIDEXAMPLE', secretKey: 'SECRETEXAMPLE', sessionToken: 'TOKENEXAMPLE' },
    exists: true,
    tokenExpired: false,
    clockAheadSeconds: 0,
    denies: () => false,
    config: (root = 'lake/') => ({
      kind: 'cos',
      bucket: name,
      root,
      region: REGION,
      endpoint,
      secretId: cos.keys.secretId,
      secretKey: cos.keys.secretKey,
      sessionToken: cos.keys.sessionToken,
    }),
    environment: (root = 'lake/') => ({
      ARCHIVE_URL: `cos://${name}/${root}`,
      COS_REGION: REGION,
      COS_ENDPOINT: endpoint,
      TENCENTCLOUD_SECRETID: cos.keys.secretId,
      TENCENTCLOUD_SECRETKEY: cos.keys.secretKey,
      ...(cos.keys.sessionToken === undefined ? {} : { TENCENTCLOUD_SESSIONTOKEN: cos.keys.sessionToken }),
    }),
    store: (root) => createCosStore(cos.config(root), { sleep: async () => undefined }),
    reader: (root, deadlineMs = Infinity) =>
      createCosReader(cos.config(root), { ...deps, sleep: async () => undefined }, { deadlineMs, timeoutMs: 5000 }),
    connections: async () => promisify(server.getConnections.bind(server))(),
    close: async () => {
      deps.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return cos;
}
