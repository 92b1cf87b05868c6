/** Other stages of this service that write to the same archive. */

import type { Cloud } from '../cloud/client.ts';
import type { Service } from '../serverless-types.ts';
import { getFunction } from './find.ts';
import type { Wanted } from './state.ts';

const PAGE = 100;

/**
 * Looks among the functions of the region that are named as this service names them, `<service>-<stage>-<key>`.
 * @returns the names of those that do the same work in the same archive; none for a function without a timer, which
 *   writes nothing.
 */
export async function findOtherWriters(
  cloud: Cloud,
  { service, provider }: Service,
  wanted: Wanted,
): Promise<string[]> {
  const archive = wanted.configuration.environment['ARCHIVE_URL'];
  if (archive === undefined || !wanted.triggers.some(({ type }) => type === 'timer')) return [];
  const Namespace = provider.namespace ?? 'default';
  const listed = await cloud.scf('Listing the functions', async (scf) =>
    scf.ListFunctions({ Namespace, SearchKey: `${service}-`, Limit: PAGE }),
  );
  const others: string[] = [];
  for (const { FunctionName = '' } of listed?.Functions ?? []) {
    const isAlike = FunctionName.startsWith(`${service}-`) && FunctionName.endsWith(`-${wanted.key}`);
    if (!isAlike || FunctionName === wanted.name) continue;
    const other = await getFunction(cloud, { FunctionName, Namespace });
    const variables = other?.Environment?.Variables ?? [];
    if (variables.some(({ Key, Value }) => Key === 'ARCHIVE_URL' && Value === archive)) others.push(FunctionName);
  }
  return others;
}
