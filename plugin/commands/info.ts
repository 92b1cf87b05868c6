/** `serverless info`: what stands in the cloud now. */

import { refuseOptions, targetOf, type Context } from '../context.ts';
import { find } from '../deploy/find.ts';
import { describeFunction, describeIps } from '../deploy/report.ts';
import type { Found } from '../deploy/state.ts';

export async function info(context: Context): Promise<void> {
  refuseOptions(context, 'conceal');
  const { service } = context;
  const cloud = await context.connect();
  const there: Found[] = [];
  context.print(`${service.service}, stage ${service.provider.stage}, ${service.provider.region}`);
  for (const [key, settings] of Object.entries(service.functions)) {
    const found = await find(cloud, targetOf(context, settings));
    if (found !== undefined) there.push(found);
    context.print(found === undefined ? `${key}: ${settings.name} is not deployed` : describeFunction(key, found));
  }
  const ips = describeIps(there);
  if (ips !== '') context.print(ips);
}
