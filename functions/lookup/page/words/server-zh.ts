/** Chinese for what the server says of a question it does not answer; what is not here is shown as it came. */

import { VENDOR_CODES_ZH } from '../../../../shared/words/vendor-codes-zh.ts';
import type { Said } from './en.ts';

const LATER = '请稍后再试；如果持续如此，原因见日志。';
const CHECK_ID = '请核对 callId。挂断一段时间后才能查到。';

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^The vendor has no such call\.$/, '服务商没有这通电话。'],
  [/^The archive has no such call\.$/, '存档中没有这通电话。'],
  [/^Neither the vendor nor the archive has such a call\.$/, '服务商和存档中都没有这通电话。'],
  [/^Check the callId\. .*$/, CHECK_ID],
  [/^This day is not closed\.$/, '这一天尚未结账。'],
  [/^A day is closed when every pass has gone over it: .*$/, '每一轮拉取都经过这一天之后才会结账；进度见“运行状态”。'],
  [/^The vendor has this call, but its record cannot be read\.$/, '服务商有这通电话，但其记录无法读取。'],
  [/^The log names the field at fault\. .*$/, '出错的字段见日志。请联系服务商。'],
  [/^There are more calls in this range than .*$/, '这段时间的通话太多，一次无法全部给出。'],
  [/^Ask for a shorter range\.$/, '请缩短时间段。'],
  [/^The vendor cuts its list short even .*$/, '服务商对一秒钟的通话也只给出一部分，无法取得其余部分。'],
  [/^Look the calls up by callId, or ask the vendor\.$/, '请按 callId 查询，或联系服务商。'],
  [/^The vendor's answer is of no use\.$/, '服务商的应答无法使用。'],
  [/^The log says what it was\. .*$/, '详情见日志。请检查 CDR_ENDPOINT。'],
  [/^The vendor cannot be reached or is in trouble\.$/, '无法连接服务商，或服务商出现故障。'],
  [/^Ask again in a moment\. .*$/, LATER],
  [/^The vendor did not answer in time\.$/, '服务商没有及时应答。'],
  [/^Ask again, for a shorter range .*$/, '请重试，或缩短时间段。如果持续如此，请延长函数的运行时间。'],
  [
    /^The archive could not be searched in time: (\d+) of (\d+) days were(?:, the last of them (\S+))?\. .*$/,
    '未能在限定时间内查完存档：$2 天中已查 $1 天。这通电话可能在其余各天之中。',
  ],
  [/^Ask again: what was read is faster .*$/, '请重试：读过的部分第二次会更快。如果持续如此，请延长函数的运行时间。'],
  [/^The archive cannot be read\.$/, '存档无法读取。'],
  [/^No archive is configured\.$/, '没有设置存档。'],
  [/^Set ARCHIVE_URL to the archive .*$/, '请把 ARCHIVE_URL 设为拉取所写的存档。'],
  [/^No token is configured, .*$/, '没有设置令牌，因此拒绝一切查询。'],
  [/^Make a token with .*$/, '请用 `npm run token -- <名称>` 生成令牌，并设置 LOOKUP_TOKENS。'],
  [/^This token asks too often\.$/, '此令牌的请求过于频繁。'],
  [/^The callId must be 1 to 128 .*$/, '通话 ID 由 1 至 128 个字母、数字、“-”或“_”组成。'],
  [/^Ask for \/cdr\?.*$/, '一次最多查询 31 天。'],
];

/** What a question has wrong: each a part of one sentence. */
const FAULTS: typeof SENTENCES = [
  [/^(\S+) is missing$/, '缺少 $1'],
  [/^(\S+) must be given once$/, '$1 只能给出一次'],
  [/^(?:number|src) must be .*$/, '电话号码须为 4 至 20 位数字'],
  [/^src and number .*$/, 'src 和 number 不能同时查询'],
  [/^source must be .*$/, 'source 只能是 vendor 或 archive，且只给出一次'],
  [/^from must be before to$/, 'from 必须早于 to'],
  [/^(from|to) must be .*$/, '$1 不是时间：请写成 2026-03-05T17:10 这样的 ISO 8601 时间，或 Unix 时间戳（秒）'],
  [/^it is longer than (\d+) days$/, '时间段超过 $1 天'],
  [/^it is longer than (\d+) hours$/, '时间段超过 $1 小时'],
];

function replaced(text: string, table: typeof SENTENCES): string {
  const [english, chinese] = table.find(([known]) => known.test(text)) ?? [/^/, ''];
  return text.replace(english, chinese);
}

function inChinese(text: string): string {
  const faults = /^The question cannot be read: (.*)\.$/.exec(text)?.[1];
  if (faults === undefined) return replaced(text, SENTENCES);
  return `${faults
    .split('; ')
    .map((fault) => replaced(fault, FAULTS))
    .join('；')}。`;
}

export function said({ vendorCode = '', detail, hint }: Said): Said {
  const code = VENDOR_CODES_ZH[vendorCode];
  if (code !== undefined) return { detail: `服务商返回错误 ${vendorCode}：${code.meaning}。`, hint: code.advice };
  return { ...(detail && { detail: inChinese(detail) }), ...(hint && { hint: inChinese(hint) }) };
}
