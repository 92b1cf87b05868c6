import type { Words } from '../en/index.ts';

export const report: Words['report'] = {
  help: {
    summary: '列出一个月或一天的情况：是否完整、通话数、接通数、计费。',
    args: {
      month: '如 2026-03（默认为本月）',
      day: '如 2026-03-05，代替月份',
      csv: '写成表格，供 Excel 等使用',
      html: '写成带图的网页，任何浏览器都能打开',
    },
    examples: {
      '--month 2026-03': '每天一行，以及合计',
      '--month 2026-03 --csv march.csv --html march.html': '发给他人',
      '--day 2026-03-05 --json': '供程序使用',
    },
    notes: `某天结账（close 函数或 \`npm run close\`）之后才有数字。当天的每一秒都及时请求过，这一天才算完整；否则说明原因。
计费分钟 = 计费秒数 ÷ 60。无论终端是什么语言，CSV 都是英文，除非写明 --lang zh；各列的含义见 docs/zh/report.md。`,
    exitCodes: { 0: '完成', 1: '存档无法读取' },
  },
  columns: [
    '日期',
    '状态',
    '更正次数',
    '通话数',
    '已接通',
    '计费秒数',
    '计费分钟',
    '新增通话',
    '变更通话',
    '计费秒数变化',
    '结账时间',
    '缺失',
  ],
  total: '合计',
  notAMonth: '--month 不是月份：请写成 2026-03。',
  written: (file) => `已写入：${file}`,
  notBegun: (month) => `--month ${month} 还没有开始。`,
};
