/**
 * The official SDK's client for product `npp`, loaded with the first question: who asks `getCdr` does without. In the
 * zips it is a file of its own (plugin/package/lazy-packages.ts).
 */

import type { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/npp/v20190823/npp_client.js';
import type { NppConfig } from '../../config/read.ts';
import { proxyFor } from '../../http.ts';

const ENDPOINT = 'https://npp.tencentcloudapi.com';

export async function createNppClient(config: NppConfig): Promise<Client> {
  const module = await import('tencentcloud-sdk-nodejs/tencentcloud/services/npp/v20190823/npp_client.js');
  const endpoint = new URL(config.endpoint ?? ENDPOINT);
  const proxy = proxyFor(endpoint, config.proxy);
  return new module.Client({
    credential: {
      secretId: config.secretId,
      secretKey: config.secretKey,
      ...(config.sessionToken === undefined ? {} : { token: config.sessionToken }),
    },
    profile: {
      httpProfile: {
        endpoint: endpoint.host,
        protocol: `${endpoint.protocol}//`,
        // Requests are ended by their signal; this comes after it.
        reqTimeout: Math.ceil(config.timeoutMs / 1000) + 5,
        ...(proxy === undefined ? {} : { proxy }),
      },
    },
  });
}
