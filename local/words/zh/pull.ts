import type { Words } from '../en/index.ts';

export const pull: Words['pull'] = {
  help: {
    summary: '把一段时间的通话拉取到存档，只做一次；已在存档中的通话不会重复写入。',
    args: {
      from: '第一秒（必填）',
      to: '最后一秒之后的那一秒（默认为现在）',
      json: '在 stdout 输出一行 JSON 计数，其余输出都在 stderr',
    },
    examples: {
      '--from 2019-01-23T17:00 --to 2019-01-23T18:00': '一小时',
      '--from 2019-01-23 --to 2019-01-24': '一整天',
      '--from 1548234000': '直到现在',
      '--from 2019-01-23T09:00Z --env prod.env': '从该文件而不是 .env 读取设置',
      '--from 2019-01-23 --json | jq .added': '只要计数，供程序使用',
      '--from 2019-01-23T09:00 --env data/demo.env': '`npm start` 运行期间的模拟通话',
    },
    notes: `TIME 为 ISO 8601 或 Unix 时间戳（秒）。只写日期表示当天零点；不带时区的时间按 UTC_OFFSET（默认 +08:00）计。
必须在环境变量或 .env 中设置 CDR_ENDPOINT、CDR_ID、CDR_APP_ID 和 ARCHIVE_URL。定时拉取的进度不受影响。
服务商可能只保留约一天的话单。`,
    exitCodes: {
      0: '全部拉取完毕',
      1: '出错，原因见输出',
      4: '服务商给出的都已拉取，但这段时间早于 RETENTION：可能有通话缺失',
      130: '按 Ctrl-C 结束，当前时间窗已归档',
    },
  },
  goOn: (range) => `从中断处继续：${range}`,
};
