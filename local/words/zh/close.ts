import type { Words } from '../en/index.ts';

export const close: Words['close'] = {
  help: {
    summary: '结账：每天一个文件，每通电话一行，另有索引，以及说明当天是否完整的清单。',
    args: {
      day: '只结这一天',
      from: '从这一天起……',
      to: '……到这一天为止，含首尾（默认与第一天相同）',
      force: '未到期的日子也结账，按不完整处理',
      'dry-run': '只说明将做什么，不动手',
      json: '在 stdout 输出一行 JSON 计数，其余输出都在 stderr',
    },
    examples: {
      '': '所有到期的日子，与每小时的云函数相同',
      '--dry-run': '有哪些日子，为什么',
      '--day 2026-03-05': '一天',
      '--from 2026-03-01 --to 2026-03-31 --force': '一个月，包括未到期的日子',
    },
    notes: `每一轮拉取都已经过、且没有缺口仍在重试的日子就到期了。结账只依据 cdr/ 中的分片，随时可以重做。
详见 docs/zh/closed-days.md。`,
    exitCodes: {
      0: '到期的日子都已结账',
      1: '出错，原因见输出',
      3: '指定的日子中有未到期的，或早于拉取起点的',
      130: '按 Ctrl-C 结束，当前这一天已结账',
    },
  },
  forceNeeds: '--force 要与 --day 或 --from、--to 一起使用。',
  plan: (due, unchanged) => `${due} 天将结账，${unchanged} 天已结账且无变化。`,
  failed: (days) => `有 ${days} 天结账失败。`,
  done: (closed, reopened, unchanged) => `已结账 ${closed} 天，重新结账 ${reopened} 天，无变化 ${unchanged} 天。`,
};
