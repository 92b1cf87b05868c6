import { said } from '../../../functions/lookup/page/words/server-zh.ts';
import type { Words } from '../en/index.ts';

export const lookup: Words['lookup'] = {
  help: {
    summary: '显示一通电话的经过，或列出一个号码的通话；向服务商和存档查询。',
    args: {
      callId: '通话 ID',
      number: '该号码作主叫或被叫的通话，从存档查询，写法不限',
      from: '与 --number 一起使用：不早于此时开始的通话（默认为 --to 之前 7 天）',
      to: '与 --number 一起使用：早于此时开始的通话，最多相隔 31 天（默认为现在）',
      page: '在本机打开查询页面，由 URL 处的查询函数应答',
      source: '只查一处：vendor（服务商）或 archive（存档）',
      json: '输出 JSON，与查询函数的应答相同',
    },
    examples: {
      '<callId>': '主叫、被叫两侧的时间线',
      '<callId> --json': '供程序使用',
      '--number 13800000000 --from 2026-03-01 --to 2026-04-01': '列表；只有一通时显示时间线',
      '--page https://…': '在本机打开查询页面',
      '<callId> --env data/demo.env': '`npm start` 运行期间的模拟通话',
    },
    notes: `TIME 为 ISO 8601 或 Unix 时间戳（秒）。CDR_ENDPOINT、CDR_ID 和 CDR_APP_ID 是服务商的地址和账号，ARCHIVE_URL 是
存档，写在环境变量或 .env 中。没有 ARCHIVE_URL 时只查服务商。时间按 UTC_OFFSET（默认 +08:00）显示。不保存任何
数据。服务商只接受已登记的 IP 地址，所以本机必须在白名单中；挂断一段时间后才能查到通话，服务商保留约一天。
NO_COLOR=1 关闭颜色。`,
    exitCodes: {
      0: '已找到',
      1: '服务商或存档出错，或没有全部查完：这通电话仍可能存在',
      3: '没有这通电话',
    },
  },
  both: 'callId 和 --number 只能给出一个。',
  neither: '请给出一个 callId，或 --number。',
  unreadable: '无法理解要查询什么。',
  fault: (detail) => said({ detail }).detail ?? detail,
  useNumber: '要查询一个号码的通话，请用 --number。',
  noSuchCall: {
    vendor: '服务商没有这通电话。通话在挂断一段时间后才能查到，并保留约一天。',
    archive: '存档中没有这通电话。通话在挂断一段时间后才能查到。',
    both: '没有这通电话，服务商和存档中都没有。通话在挂断一段时间后才能查到。',
  },
  unreadableRow: (why) => `服务商返回了一行无法读取的数据：${why}。`,
  calls: (count, stretch, billed) => `${count} 通电话，${stretch}，共计费 ${billed}`,
  noCalls: (stretch) => `存档中没有该号码在 ${stretch} 的通话。`,
  mayBeMissing: (stretch) => `此处可能缺少通话：${stretch}。`,
  tooMany: '此时间段内的通话过多，一次无法全部返回。请缩短时间段。',
  asOf: (time) => `来自存档，这通电话的数据更新于 ${time}。`,
  searchedUntil: (time) => `${time} 之后开始的通话尚未拉取。`,
  neverPulled: '此存档尚未拉取过任何数据。',
  pageUrl: '--page 要写查询函数的地址，如 https://example.com；除本机外必须是 https。',
  pageAt: (page, asked) => `页面地址 ${page}，由 ${asked} 应答。按 Ctrl-C 结束。`,
  pageUnreachable: '无法连接到页面背后的查询函数。',
  pageHint: '请检查 --page 的地址。',
};
