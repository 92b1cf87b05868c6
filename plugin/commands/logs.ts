/** `serverless logs`: the platform sends every line to its log service, CLS, and there they are searched. */

import type { SearchLogResponse } from 'tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_models.js';
import type { Cloud } from '../cloud/client.ts';
import { chosenFunction, targetOf, type Context } from '../context.ts';
import { getFunction } from '../deploy/find.ts';
import { DeployError } from '../errors.ts';
import { parseObject } from '../json.ts';

const PAGE = 100;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m` -> that long before `now`; ISO 8601 -> that moment. */
export function startTime(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const time = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(time)) throw new DeployError(`--startTime ${text}: write 30s, 10m, 2h, 1d or an ISO 8601 time.`);
  return time;
}

function line({ Time = 0, LogJson = '{}' }: { Time?: number; LogJson?: string }): string {
  const fields = parseObject(LogJson);
  const message = fields['SCF_Message'];
  // A line that is JSON is split into fields of its own; the platform's carry a prefix.
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !/^(SCF_|__)/.test(name)));
  const text = typeof message === 'string' && message !== '' ? message.trimEnd() : JSON.stringify(own);
  return `${new Date(Time).toISOString()} ${text}`;
}

interface Search {
  readonly TopicId: string;
  readonly QueryString: string;
}

/** Prints what was logged in the stretch, oldest first. */
async function show(
  cloud: Cloud,
  search: Search,
  From: number,
  To: number,
  print: (text: string) => void,
): Promise<void> {
  let Context: string | undefined;
  for (;;) {
    const request = {
      ...search,
      From,
      To,
      QuerySyntax: 1,
      Sort: 'asc',
      Limit: PAGE,
      ...(Context !== undefined && { Context }),
    };
    const page: SearchLogResponse | undefined = await cloud.cls('Reading the log', async (cls) =>
      cls.SearchLog(request),
    );
    for (const entry of page?.Results ?? []) print(line(entry));
    Context = page?.Context;
    if (page?.ListOver !== false || Context === undefined || Context === '') return;
  }
}

export async function logs(context: Context): Promise<void> {
  const { options, print } = context;
  const { key, settings } = chosenFunction(context);
  let from = startTime(String(options['startTime'] ?? '10m'), Date.now());
  const cloud = await context.connect();
  const found = await getFunction(cloud, targetOf(context, settings));
  if (found === undefined)
    throw new DeployError(`${settings.name} is not deployed: run \`npx serverless deploy\` first.`);
  if (!found.ClsTopicId) {
    throw new DeployError(
      `The log of ${key} goes nowhere: ${settings.name} has no CLS topic. Open console.cloud.tencent.com/cls once to ` +
        'allow the service, create a logset and a topic with a key-value index, name them as `logs: { logset, topic }` ' +
        'under `provider` in serverless.yml, and deploy again.',
    );
  }
  const filter = options['filter'] === undefined ? '' : ` AND (${String(options['filter'])})`;
  const search = { TopicId: found.ClsTopicId, QueryString: `SCF_FunctionName:"${settings.name}"${filter}` };
  const interval = Number(options['interval'] ?? 5000);
  if (!Number.isInteger(interval) || interval < 100)
    throw new DeployError('--interval is in milliseconds, at least 100.');
  for (;;) {
    const to = Date.now();
    await show(cloud, search, from, to, print);
    if (options['tail'] !== true) return;
    from = to;
    await cloud.sleep(interval);
  }
}
