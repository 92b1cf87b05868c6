import type { Words } from '../en/index.ts';

export const exporting: Words['exporting'] = {
  help: {
    summary: '把已结账日子的通话写成一个文件，每通电话一行。',
    args: {
      from: '第一天（必填）',
      to: '最后一天（默认与第一天相同）',
      csv: '供电子表格使用',
      jsonl: '供程序使用：存档中的原样行',
      incomplete: '也包括不完整的日子',
    },
    examples: {
      '--from 2026-03-01 --to 2026-03-31 --csv march.csv': '一个月，供 Excel 使用',
      '--from 2026-03-01 --to 2026-03-31 --csv march.csv --lang zh': '表头和说明用中文',
      '--from 2026-03-05 --jsonl day.jsonl': '一天，存档中的原样行',
      '--from 2026-03-05 --csv day.csv --incomplete': '可能有通话缺失的一天',
    },
    notes: `无论终端是什么语言，CSV 的表头和说明都是英文，除非写明 --lang zh。时间按存档的时区（UTC_OFFSET）。CSV 中全是
数字的文本（如号码）前有一个制表符，使 Excel 保留每一位数字；Python 可用 .strip() 去掉。
用法见 docs/zh/closed-days.md。`,
    exitCodes: {
      0: '文件已写好',
      1: '有日子未结账或不完整，或出错；没有生成新文件',
    },
  },
  formMissing: '缺少 --csv FILE 或 --jsonl FILE。',
  lacking: (from, to, what) => `${from === to ? from : `${from} 至 ${to}`}：${what}`,
  refused: (from, to, lacking, advice) => `导出 ${from} 至 ${to}：未写入任何内容。\n${lacking}\n${advice}`,
  addIncomplete: '加 --incomplete 则导出这些日子中已有的通话，未结账的日子略去。',
  noneClosed: '没有已结账的日子可以导出。',
  incomplete: '未结账的日子已略去；不完整的日子已导出，其中有或可能有通话缺失：',
  written: (path, calls, days, billed) => `${path}：${days} 天，${calls} 通，计费 ${billed} 秒。`,
};
