import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCosStore } from '../../shared/store/cos.ts';

/** Stands between the store and the world: notes where it wants to go and lets it go nowhere. */
let proxy: http.Server;
let asked: string[];
beforeEach(async () => {
  asked = [];
  proxy = http.createServer();
  proxy.on('connect', (request: http.IncomingMessage, socket) => {
    asked.push(request.url ?? '');
    socket.destroy();
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv('NO_PROXY', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.close();
  await once(proxy, 'close');
});

test('a bucket on Tencent Cloud is reached at its own host, over TLS, and after failures at no other', async () => {
  const store = createCosStore(
    {
      kind: 'cos',
      bucket: 'examplebucket-1250000000',
      root: 'lake/',
      region: 'ap-guangzhou',
      endpoint: undefined,
      secretId: 'AKIDEXAMPLE',
      secretKey: 'SECRETEXAMPLE',
      sessionToken: undefined,
    },
    { sleep: async () => undefined },
  );
  await expect(store.get('a')).rejects.toThrowError('COS could not be reached');
  expect(asked.length).toBeGreaterThan(4);
  expect(new Set(asked)).toStrictEqual(new Set(['examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com:443']));
});
