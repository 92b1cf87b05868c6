/** What a person wants to know of deployed functions: where they are reached, and from where they call. */

import type { Found } from './state.ts';

/**
 * The vendor's getCdr lets in known addresses only; without this the first pull ends with its code -402 or -401. Cloud
 * API 3.0 knows its callers by their keys.
 */
export function describeIps(functions: readonly Found[]): string {
  if (functions.some(({ configuration }) => configuration.environment['CDR_SOURCE'] === 'npp')) return '';
  const ips = [...new Set(functions.flatMap((found) => found.ips))];
  if (ips.length > 0) {
    return `Send this to the vendor: "Please allow ${ips.join(' and ')} to call getCdr for our account."`;
  }
  const waiting = functions.some((found) => found.configuration.fixedIp);
  return waiting ? 'The public address is not assigned yet: `npx serverless info` shows it in a minute.' : '';
}

export function describeFunction(key: string, found: Found): string {
  const { name, status, statusReason, runtime, configuration, url, triggers, modifiedAt, ips } = found;
  const timers = triggers.filter((trigger) => trigger.type === 'timer');
  return [
    `${key}: ${name}`,
    `  status   ${status}${statusReason === '' ? '' : ` (${statusReason})`}`,
    `  runtime  ${runtime}, ${configuration.memorySize} MB, ${configuration.timeoutSeconds} s`,
    ...timers.map(({ cron, enabled }) => `  timer    ${cron}${enabled ? '' : ' (switched off)'}`),
    ...(url === undefined ? [] : [`  url      ${url}`]),
    ...(ips.length === 0 ? [] : [`  address  ${ips.join(', ')}`]),
    ...(modifiedAt === '' ? [] : [`  updated  ${modifiedAt}`]),
  ].join('\n');
}
