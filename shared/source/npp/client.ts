/**
 * The source behind Cloud API 3.0: product `npp`, version 2019-08-23, action DescribeCallBackCdr. It gives the rows of
 * `getCdr` with names in PascalCase; no whitelist and no compression, but signed requests.
 * Source: the API's own model, `tccli/services/npp/v20190823/api.json` of https://github.com/TencentCloud/tencentcloud-cli.
 *
 * The SDK hands a reply over whole and with its numbers as doubles: `CDR_MAX_REPLY` is only compared afterwards, and
 * the digits of a very large number are not kept. All documented values are strings.
 */

import { MAX_RECORD_BYTES } from '../../cdr/decode.ts';
import { FIELDS } from '../../cdr/fields.ts';
import type { NppConfig } from '../../config/read.ts';
import type { Deps } from '../../deps.ts';
import { createCollector, type Collector } from '../answer.ts';
import { attempt } from '../attempt.ts';
import { codeError } from '../error-codes.ts';
import { oversizeReply, vendorError, wordsOf } from '../errors.ts';
import { askPatiently } from '../retry.ts';
import { firstAsked, type Answer, type AskOptions, type Query, type Source } from '../source.ts';
import { readSdkError } from './api-errors.ts';
import { createNppClient } from './sdk.ts';

type Members = Readonly<Record<string, unknown>>;

const NAMES: ReadonlySet<string> = new Set(FIELDS.map(([name]) => name));
const OPERATOR_ADVICE = 'Check NPP_APP_ID with the vendor.';

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `CallId` becomes `callId`: the names that `getCdr` gives the same fields. Further keys stay as they came. */
function withVendorNames(row: unknown): unknown {
  if (!isObject(row)) return row;
  const entries = Object.entries(row).map(([key, value]): [string, unknown] => {
    const name = key.charAt(0).toLowerCase() + key.slice(1);
    return [NAMES.has(name) && !(name in row) ? name : key, value];
  });
  return Object.fromEntries(entries);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Null and `{}` are empty lists; undefined when it is none. */
function listOf(cdr: unknown): readonly unknown[] | undefined {
  if (Array.isArray(cdr)) return cdr;
  const isEmpty = cdr === undefined || cdr === null || (isObject(cdr) && Object.keys(cdr).length === 0);
  return isEmpty ? [] : undefined;
}

function collect(rows: readonly unknown[], collector: Collector, maxReplyBytes: number): void {
  let bytes = 0;
  for (const row of rows) {
    const text = Buffer.from(JSON.stringify(withVendorNames(row)));
    bytes += text.length;
    if (bytes > maxReplyBytes) throw oversizeReply(maxReplyBytes);
    if (text.length > MAX_RECORD_BYTES) collector.oversizeRow(text.subarray(0, MAX_RECORD_BYTES), text.length);
    else collector.row(text, 0, text.length);
  }
}

function parameters({ appId }: NppConfig, query: Query): object {
  if ('callId' in query) return { BizAppId: appId, CallId: query.callId };
  return { BizAppId: appId, Src: query.src, StartTimeStamp: firstAsked(query), EndTimeStamp: String(query.to) };
}

export function createNpp(config: NppConfig, deps: Deps): Source {
  const secrets = [config.appId, config.secretId, config.secretKey, config.sessionToken ?? ''];
  let client: ReturnType<typeof createNppClient> | undefined;

  async function send(query: Query, signal: AbortSignal): Promise<Members> {
    const { request } = await (client ??= createNppClient(config)).then((one) => ({ request: one.request.bind(one) }));
    try {
      const response: unknown = await request('DescribeCallBackCdr', parameters(config, query), { signal });
      return isObject(response) ? response : {};
    } catch (error) {
      throw readSdkError(error, secrets);
    }
  }

  function read(response: Members, query: Query, { maxReplyBytes, maxAnswerBytes }: AskOptions): Answer {
    const code = textOf(response['ErrorCode']);
    const words = wordsOf(textOf(response['Msg']) ?? '', secrets);
    const facts = { httpStatus: 200, ...(words === '' ? {} : { vendorText: words }) };
    if (code === undefined) {
      const what = 'the reply is complete, but it is not the call record interface that answers';
      throw vendorError('retry', what, 'If it lasts, check NPP_ENDPOINT and ask the vendor.', facts);
    }
    if (code !== '0') throw codeError(code, words, 'callId' in query ? 'callId' : 'range', facts, OPERATOR_ADVICE);
    const rows = listOf(response['Cdr']);
    if (rows === undefined) {
      const what = 'the reply is complete, but its "Cdr" is no list that can be read';
      throw vendorError('retry', what, 'If it lasts, ask the vendor.', { ...facts, unreadableList: true });
    }
    const collector = createCollector(deps.clock() / 1000, query, maxAnswerBytes);
    collect(rows, collector, maxReplyBytes ?? config.maxReplyBytes);
    const { Offset: offset } = response;
    return collector.answer(offset !== undefined && offset !== null && !['', '0'].includes(textOf(offset) ?? '?'));
  }

  async function put(query: Query, options: AskOptions): Promise<Answer> {
    const once = async (): Promise<Answer> =>
      attempt(async (signal) => read(await send(query, signal), query, options), options, config, deps);
    return askPatiently(once, query, options, deps);
  }
  return {
    calls: async ({ src, window }, options) => put({ src, ...window }, options),
    call: async (callId, options) => put({ callId }, options),
  };
}
