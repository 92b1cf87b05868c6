/**
 * Chinese for errors. What is met first, and what a person alone can put right, is translated whole; of all else the
 * kind of trouble and what to do are said in Chinese, and the English message follows.
 */

import type { Reason } from '../../../shared/errors.ts';
import { VENDOR_CODES_ZH } from '../../../shared/words/vendor-codes-zh.ts';

const REASONS: Readonly<Record<Reason, string>> = {
  retry: '服务商暂时没有正常应答。系统会自动重试；如果持续如此，请检查网络并联系服务商。',
  miss: '没有这通电话。请核对 callId；挂断一段时间后才能查到。',
  window: '服务商无法给出这一段的通话。请缩短时间段；如果持续如此，请联系服务商。',
  operator: '服务商拒绝了请求。请按下面的说明更正设置，或联系服务商。',
  blocked: '服务商封停了账号。请停止使用同一账号的其他程序，并联系服务商解封。',
  unknown: '服务商返回了文档中没有的错误码。请向服务商询问其含义。',
  oversize: '应答过大。请缩短时间段，或调大 CDR_MAX_REPLY。',
  deadline: '本次运行的时间已用完。下次运行会继续；如果一直没有进展，请延长函数的运行时间。',
  config: '参数或设置有误。请按下面的说明更正。',
  event: '无法理解收到的事件。请按下面的说明更正。',
  archive: '存档无法读取或写入。请按下面的说明处理。',
  alert: '告警消息没有发出。请检查 ALERT_WEBHOOK：`npm run doctor -- --alert` 会发送测试消息。',
};

/** How a setting is written, by what its parser says. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^is missing$/, '未设置'],
  [/^must be a duration such as (.+) or (\S+), from (\S+) to (\S+)$/, '要写成时长，如 $1 或 $2，从 $3 到 $4'],
  [/^must be a size such as (\S+), from (\S+) to (\S+)$/, '要写成大小，如 $1，从 $2 到 $3'],
  [/^must be 0 or 1$/, '只能是 0 或 1'],
  [/^must be one of (.+)$/, '只能是 $1 之一'],
  [/^must be one word, without spaces or line breaks$/, '必须是一个词，不含空格或换行'],
  [/^must be without spaces$/, '不能含空格'],
  [/^must be an offset such as (\S+)$/, '要写成时区偏移，如 $1'],
  [/^must be a number of minutes that divides 60$/, '必须是能整除 60 的分钟数'],
  [
    /^must be at most (\d+) ascending durations such as (\S+), each at most (\S+)$/,
    '最多 $1 个从小到大的时长，如 $2，每个不超过 $3',
  ],
  [
    /^must be a number of requests a second from (\S+) to (\S+), or unlimited$/,
    '必须是每秒的请求数，从 $1 到 $2，或 unlimited（不限）',
  ],
  [/^must be a port from 0 to (\d+) \(0 takes any that is free\)$/, '必须是 0 到 $1 的端口（0 表示任一空闲端口）'],
  [/^must be an IP address or the name of a host, such as (\S+) or (\S+)$/, '必须是 IP 地址或主机名，如 $1 或 $2'],
  [
    /^must be https:\/\/host and nothing more \(http only for this machine, or with CDR_ALLOW_HTTP=1\)$/,
    '只能是 https://host（http 只用于本机，或设置 CDR_ALLOW_HTTP=1）',
  ],
  [/^must be (\S+) and nothing more$/, '只能是 $1'],
  [/^must be the whole address of a robot or a service, https:\/\/…$/, '必须是机器人或服务的完整地址，https://…'],
  [/^must be http:\/\/host:port$/, '要写成 http://host:port'],
  [/^must be hosts with commas between, such as (\S+)$/, '要写成用逗号分隔的主机，如 $1'],
  [
    /^must be (cos:\S+) or (file:\S+) \(in file:\/\/\/… write % as %25\)$/,
    '要写成 $1 或 $2（在 file:///… 中 % 写成 %25）',
  ],
  [/^must be (name:sha256hex,…) with each name once \((.+)\)$/, '要写成 $1，每个名字只出现一次（$2）'],
];

export function settingHint(hint: string): string {
  const [english, chinese] = HINTS.find(([known]) => known.test(hint)) ?? [/^/, ''];
  return hint.replace(english, chinese);
}

function settingFault(fault: string): string {
  const [, name = '', hint = ''] = /^(\S+) (.*)$/.exec(fault) ?? [];
  return `${name} ${settingHint(hint)}`;
}

function vendorCode(code: string, words: string | undefined): string {
  const known = VENDOR_CODES_ZH[code];
  const said = words === undefined ? '' : `，原文“${words}”`;
  return known === undefined
    ? `服务商返回文档中没有的错误码 ${code}${said}。请向服务商询问其含义。`
    : `服务商返回错误 ${code}：${known.meaning}${said}。${known.advice}`;
}

/** Messages that are translated whole. */
const MESSAGES: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [
    /^Reading the configuration: (.*)\. Set them in the environment or in \.env; docs\/settings\.md lists all settings\.$/,
    (faults) =>
      `读取设置：${faults?.split('; ').map(settingFault).join('；')}。请在环境变量或 .env 中设置；全部设置见 docs/zh/settings.md。`,
  ],
  [
    /^Opening the archive: (.*) when it was begun, and its files are named by it\. .*$/,
    (faults) =>
      `打开存档：存档开始时 ${faults?.replaceAll(' was ', ' 为 ').replaceAll(' and ', '，')}，文件名由此而来。请改回去，或另建新的存档。`,
  ],
  [
    /^Looking in the archive: there is none\. .*$/,
    () => '查询存档：没有设置存档。请把 ARCHIVE_URL 设为拉取所写的存档。',
  ],
  [
    /^There is no setting (\S+): it has no effect\. docs\/settings\.md lists all settings\.$/,
    (name) => `没有设置 ${name}，它不起作用。全部设置见 docs/zh/settings.md。`,
  ],
  [
    /^There is no setting (\S+): it has no effect\. Is (\S+) meant\?$/,
    (name, meant) => `没有设置 ${name}，它不起作用。是否想写 ${meant}？`,
  ],
  [
    /^The range ends at (\S+), which has not come yet: it is pulled until now\.$/,
    (time) => `时间段的终点 ${time} 还没有到：只拉取到现在。`,
  ],
  [
    /^The range begins before (\S+): the vendor is believed to have forgotten what is older \(RETENTION\), .*$/,
    (time) => `时间段的起点早于 ${time}：服务商大约已不再保留更早的话单（RETENTION），更早的通话可能不全。`,
  ],
  [
    /^Asking the vendor for call records: error (-?\d+): [^,.]*(?:, in its words "(.*)")?\. .*$/,
    (code = '', words) => vendorCode(code, words),
  ],
];

function translated(line: string): string | undefined {
  for (const [english, chinese] of MESSAGES) {
    const found = english.exec(line);
    if (found !== null) return chinese(...found.slice(1));
  }
  return undefined;
}

/** What is not known here is told as it is. @param message of a log, one line, masked */
export function tellWarning(message: string): string {
  return translated(message) ?? message;
}

const CHINESE = /[\u4E00-\u9FFF]/;

/** @param message masked; it may have several lines, some of which are Chinese already */
export function tellError(reason: Reason, message: string): string {
  const lines = message.split('\n').map((line) => translated(line) ?? line);
  const isTold = lines.every((line) => CHINESE.test(line));
  return isTold ? lines.join('\n') : [REASONS[reason], ...lines.map((line) => `  ${line}`)].join('\n');
}
