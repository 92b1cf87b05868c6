/**
 * A stand-in for Tencent Cloud: its API on one port, and the Function URLs on the same one, told apart by the Host
 * header. What is deployed to it runs.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gather } from '../../../shared/bytes.ts';
import { createActions } from './actions.ts';
import { serveApi, type Interference } from './api.ts';
import { serveFunctionUrl } from './function-url.ts';
import { createFunctions, type Functions } from './functions.ts';
import { fetchThrough, type HttpAnswer, type HttpInit } from './http.ts';
import type { Invoked, LogEntry, RoleKeys } from './invoke.ts';
import type { Call } from './model.ts';
import type { ApiKeys } from './tc3.ts';
import { fireTimers } from './timers.ts';

export interface CloudOptions {
  readonly keys: ApiKeys;
  readonly roleKeys?: RoleKeys;
  /** How long a change takes. @default 20 */
  readonly settleMs?: number;
  /** How long a deleted function is told of in another way than one that never was. @default 50 */
  readonly lingerMs?: number;
  /** How long after its making a Function URL's address can be read: 15 to 20 s in the cloud. @default 0 */
  readonly urlDelayMs?: number;
  /** How long after its writing a line of the log can be found: 30 to 60 s in the cloud. @default 0 */
  readonly indexDelayMs?: number;
}

export interface Cloud {
  /** For `TENCENTCLOUD_API_ENDPOINT`. */
  readonly endpoint: string;
  readonly functions: Functions;
  /** All calls so far whose signature was right. */
  readonly calls: Call[];
  readonly log: LogEntry[];
  /** Bends the next calls; may be replaced at any time. */
  interfere: (action: string) => Interference | undefined;
  /** What functions with a fixed address call from: all of a namespace share it. */
  readonly fixedIps: string[];
  /** Why the next function cannot be created. */
  creationFault: string | undefined;
  /** Asks a Function URL, as a client in the internet would. */
  readonly fetch: (url: string, init?: HttpInit) => Promise<HttpAnswer>;
  /** Fires the enabled timers of a function. */
  readonly fireTimers: (name: string, message?: string) => Promise<Invoked[]>;
  readonly close: () => Promise<void>;
}

const ROLE_KEYS: RoleKeys = { secretId: 'AKIDrole', secretKey: 'role-key', sessionToken: 'role-token' };

export async function startCloud({
  keys,
  roleKeys = ROLE_KEYS,
  settleMs = 20,
  lingerMs = 50,
  urlDelayMs = 0,
  indexDelayMs = 0,
}: CloudOptions): Promise<Cloud> {
  const root = await mkdtemp(join(tmpdir(), 'cloud-'));
  const log: LogEntry[] = [];
  const calls: Call[] = [];
  // Of the block that documentation may use (RFC 5737).
  const fixedIps = ['203.0.113.77'];
  const functions = createFunctions({ root, settleMs, lingerMs, creationFault: () => cloud.creationFault });
  const invoker = { roleKeys, log };
  const actions = createActions(functions, invoker, { fixedIps, urlDelayMs, indexDelayMs });

  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const body = await gather(request);
      const isFunctionUrl = request.headers.host?.endsWith('.tencentscf.com') ?? false;
      if (isFunctionUrl) return serveFunctionUrl(functions, request, response, body, invoker);
      return serveApi(request, response, body, {
        keys,
        actions,
        calls,
        interfere: (action) => cloud.interfere(action),
      });
    };
    serve().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  const cloud: Cloud = {
    endpoint: `http://127.0.0.1:${port}`,
    functions,
    calls,
    log,
    interfere: () => undefined,
    fixedIps,
    creationFault: undefined,
    fetch: async (url, init) => fetchThrough(port, url, init),
    fireTimers: async (name, message) => fireTimers(functions.get({ FunctionName: name }), message, invoker),
    close: async () => {
      functions.close();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
      await rm(root, { recursive: true, force: true });
    },
  };
  return cloud;
}
