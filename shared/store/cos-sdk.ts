/**
 * The official SDK for COS, loaded when the first request is sent: it is 830 KB, and compiling them at every cold start
 * would cost functions that never ask COS. In the zips it is a file of its own (plugin/package/lazy-packages.ts).
 */

import type COS from 'cos-nodejs-sdk-v5';

export async function loadCosSdk(): Promise<typeof COS> {
  const { default: sdk } = await import('cos-nodejs-sdk-v5');
  return sdk;
}

/** XML as COS writes it, as plain objects. */
export async function parseCosXml(body: Buffer): Promise<unknown> {
  const { util } = await loadCosSdk();
  return util.xml2json(body.toString());
}
