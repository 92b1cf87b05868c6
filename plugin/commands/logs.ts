/** `serverless logs`: the platform sends every line to its log service, CLS, and there they are searched. */

import type {
  LogInfo,
  SearchLogResponse,
} from 'tencentcloud-sdk-nodejs/tencentcloud/services/cls/v20201016/cls_models.js';
import type { Cloud } from '../cloud/client.ts';
import { chosenFunction, targetOf, type Context } from '../context.ts';
import { getFunction } from '../deploy/find.ts';
import { DeployError } from '../errors.ts';
import { parseObject } from '../json.ts';

const PAGE = 100;
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A line can be found only 30 to 60 s after it was written, so people report; `--tail` looks back further than that. */
const INDEXED_WITHIN_MS = 120_000;

/** `30m` -> that long before `now`; ISO 8601 -> that moment. */
export function startTime(text: string, now: number): number {
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const time = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isNaN(time)) throw new DeployError(`--startTime ${text}: write 30s, 10m, 2h, 1d or an ISO 8601 time.`);
  return time;
}

function lineOf({ Time = 0, LogJson = '{}' }: Partial<LogInfo>): string {
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

/** What was logged in [from, to), oldest first. */
async function* search(cloud: Cloud, query: Search, from: number, to: number): AsyncGenerator<LogInfo> {
  let place: string | undefined;
  for (;;) {
    const request = {
      ...query,
      From: from,
      To: to,
      QuerySyntax: 1,
      Sort: 'asc',
      Limit: PAGE,
      ...(place !== undefined && { Context: place }),
    };
    const page: SearchLogResponse | undefined = await cloud.cls('Reading the log', async (cls) =>
      cls.SearchLog(request),
    );
    yield* page?.Results ?? [];
    place = page?.Context;
    if (page?.ListOver !== false || place === undefined || place === '') return;
  }
}

/** The same for the same line, whichever search finds it. */
function identityOf({ Time = 0, PkgId = '', PkgLogId = '', LogJson = '' }: LogInfo): string {
  return [Time, PkgId, PkgLogId, LogJson].join(' ');
}

async function findTopic(context: Context, cloud: Cloud): Promise<string> {
  const { key, settings } = chosenFunction(context);
  const found = await getFunction(cloud, targetOf(context, settings));
  if (found === undefined)
    throw new DeployError(`${settings.name} is not deployed: run \`npx serverless deploy\` first.`);
  if (found.ClsTopicId) return found.ClsTopicId;
  throw new DeployError(
    `The log of ${key} goes nowhere: ${settings.name} has no CLS topic. Open console.cloud.tencent.com/cls once to ` +
      'allow the service, create a logset and a topic with a key-value index, name them as `logs: { logset, topic }` ' +
      'under `provider` in serverless.yml, and deploy again.',
  );
}

export async function logs(context: Context): Promise<void> {
  const { options } = context;
  const { settings } = chosenFunction(context);
  const begin = startTime(String(options['startTime'] ?? '10m'), Date.now());
  const interval = Number(options['interval'] ?? 5000);
  if (!Number.isInteger(interval) || interval < 100)
    throw new DeployError('--interval is in milliseconds, at least 100.');
  const cloud = await context.connect();
  const filter = options['filter'] === undefined ? '' : ` AND (${String(options['filter'])})`;
  const query = {
    TopicId: await findTopic(context, cloud),
    QueryString: `SCF_FunctionName:"${settings.name}"${filter}`,
  };
  /** Lines that were printed and may be found again, with their times. */
  const printed = new Map<string, number>();
  for (let from = begin; ;) {
    const to = Date.now();
    for await (const line of search(cloud, query, from, to)) {
      if (!printed.has(identityOf(line))) context.print(lineOf(line));
      printed.set(identityOf(line), line.Time ?? 0);
    }
    if (options['tail'] !== true) return;
    from = Math.max(begin, to - INDEXED_WITHIN_MS);
    for (const [line, time] of printed) if (time < from) printed.delete(line);
    await cloud.sleep(interval);
  }
}
