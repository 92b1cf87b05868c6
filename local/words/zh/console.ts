/** Chinese for what all commands say alike. */

import type { PlannedDay } from '../../../functions/close/plan.ts';
import type { Shortfall } from '../../../shared/days/manifest.ts';
import { whyText } from '../../../shared/words/zh.ts';
import type { Words } from '../en/index.ts';

const PLANNED: Readonly<Record<PlannedDay['why'], string>> = {
  new: '尚未结账',
  parts: '有新的分片',
  standing: '完整性有变化',
  asked: '按要求重新结账',
};

const SHORTFALLS: Readonly<Record<Shortfall['reason'], (why: string) => string>> = {
  since: () => '拉取尚未开始',
  passes: () => '尚未经过每一轮拉取',
  gap: (why) => `缺口（${why}）`,
  lost: (why) => `丢失（${why}）`,
};

export const help: Words['help'] = {
  examples: '示例',
  options: '选项',
  exitCodes: '退出码',
  commands: '命令',
  value: '值',
  intro: 'Huadan 保存腾讯回拨的话单：每通电话恰好归档一次，并可随时查询。',
  inClone: '在代码目录中，`npm start` 和 `npm run <命令> -- <选项>` 效果相同。',
  more: '`npx huadan <命令> --help` 显示该命令的示例、选项和退出码；`npx huadan --version` 显示版本。\n任何命令加 --lang zh 使用中文，加 --lang en 使用英文。',
  usageCode: '参数或设置有误，未做任何事',
  args: {
    help: '显示本说明',
    lang: '英文（en）或中文（zh）；默认取自 LC_ALL、LC_MESSAGES 或 LANG',
    env: '从 FILE 读取设置，优先于环境变量，且不读取 .env',
    json: '输出 JSON',
    write: '写入代码目录中的文件，而不是输出到屏幕',
  },
};

export const faults: Words['faults'] = {
  noCommand: (name) => `没有命令 '${name}'。`,
  meant: (name) => `是否想用 '${name}'？`,
  seeHelp: (line) => `\`${line}\` 可查看示例。`,
  unknownOption: (option) => `没有选项 '${option}'。`,
  takesNoValue: (option) => `${option} 不带值。`,
  needsValue: (option) => `${option} 需要一个值。`,
  unexpected: (text) => `多余的参数 '${text}'。`,
  npm: '用 npm 运行时，选项必须写在单独的 -- 之后：npm run NAME -- --option value。',
  oneOf: (option, values) => `${option} 只能是 ${values.join(' 或 ')}。`,
  missing: (option) => `缺少 ${option}。`,
  exclude: (one, other) => `${one} 和 ${other} 不能同时使用。`,
  belongsTo: (option, others) => `${option} 要与 ${others} 一起使用。`,
  notADay: (option) => `${option} 不是日期：请写成 2026-03-05。`,
  notATime: (option) => `${option} 不是时间：请写成 2019-01-23T17:10、2019-01-23T17:10:00+08:00 或 Unix 时间戳（秒）。`,
  daysTurned: '--from 晚于 --to。',
  notBefore: '--from 必须早于 --to。',
  notYet: (option) => `${option} 是将来的时间。`,
  notAStretch: (option) => `${option} 要写成 FROM/TO：2019-01-23T17:10/2019-01-23T17:20，或 Unix 时间戳（秒）。`,
  stretchTurned: (option) => `${option}：FROM 必须早于 TO。`,
  isAFolder: (file) => `${file} 是目录：请写文件名。`,
  cannotWrite: (path, code) => `写入 ${path}：文件系统返回 ${code}。请检查目录和磁盘。`,
  noFileToWrite: (file) => `这里没有 ${file}：--write 只用于 Huadan 的代码目录。`,
};

export const settings: Words['settings'] = {
  unreadable: (file) => `从 ${file} 读取设置：文件无法读取。请检查权限。`,
  notUtf8: (file) => `从 ${file} 读取设置：文件不是 UTF-8 文本。请另存为 UTF-8。`,
  noFile: (file, demo) => `从 ${file} 读取设置：没有这个文件。\`npm start\` 运行模拟服务商期间会写入 ${demo}。`,
  nothingSet: '尚未设置：请把 .env.example 复制为 .env 并填写，或先用模拟服务商看一遍（`npm start`）。',
  demoRuns: (file) => `本目录中正在运行模拟服务商：加上 --env ${file} 即可读取它的设置。`,
  listening: {
    at: (address, advice) => `监听 ${address}（HOST、PORT）：${advice}`,
    EADDRINUSE: '端口已被其他程序占用。请停止该程序，或把 PORT 设为空闲的端口。',
    EACCES: '当前用户不能使用该端口。请把 PORT 设为大于 1023 的端口。',
    EADDRNOTAVAIL: '本机没有这个地址。请把 HOST 设为本机的地址。',
    ENOTFOUND: '没有这个主机。请把 HOST 设为本机的地址。',
  },
};

export const progress: Words['progress'] = {
  of: (done, total, unit, note) => `${done} / ${total} ${unit}，${note}`,
  left: (time) => `还需 ${time}`,
  windows: '个时间窗',
  calls: '通',
  day: (number, days) => `第 ${number} / ${days} 天`,
  stoppingAtWindow: '当前时间窗归档后停止；再按一次 Ctrl-C 立即停止。',
  stoppingAtDay: '当前这一天结账后停止。',
};

export const counted: Words['counted'] = {
  calls: (count) => `${count} 通`,
  rows: (count) => `${count} 行`,
  windows: (count) => `${count} 个时间窗`,
  added: (count) => `新增 ${count} 通`,
  revised: (count) => `更新 ${count} 通`,
  known: (count) => `已有 ${count} 通`,
  rejected: (count) => `无法读取 ${count} 行（见 _rejects）`,
  parts: (count) => `写入 ${count} 个分片`,
  lag: (span) => `延迟 ${span}`,
  gaps: (count) => `缺口 ${count} 个（会重试）`,
  lost: (count) => `丢失 ${count} 段（见 npm run status）`,
  work: (windows, done) => `${windows}：${done.join('，')}`,
  list: (pieces) => pieces.join('，'),
  sentence: (text) => `${text}。`,
};

export const days: Words['days'] = {
  why: whyText,
  shortfall: (reason, from, to, why) => `${from} 至 ${to} ${SHORTFALLS[reason](why)}`,
  states: { open: '未结账', none: '不在存档中', future: '尚未到来' },
  more: (count) => `另有 ${count} 段`,
  planned: (day, why, missing) =>
    `${day}  将结账，原因：${PLANNED[why]}${missing === '' ? '' : `；不完整：${missing}`}`,
  notDue: (day, missing) => `${day}  尚未到期：${missing}。--force 可按不完整结账。`,
  before: (day) => `${day}  未结账：这一天早于拉取的起点。--force 可按不完整结账。`,
  what: { closed: '已结账', reopened: '已重新结账', unchanged: '无变化' },
  news: (added, revised) => `（新增 ${added} 通，更新 ${revised} 通）`,
  closedDay: (day, what, calls, news, billed, state) =>
    `${day}  ${what}：${calls} 通${news}，计费 ${billed} 秒，${state}`,
  complete: '完整',
  incomplete: (missing) => `不完整：${missing}`,
};
