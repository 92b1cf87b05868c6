import type { Words } from '../en/index.ts';

export const verify: Words['verify'] = {
  help: {
    summary: '逐字节读取一段日子的分片和结账文件，指出有问题的地方。',
    args: { from: '第一天（必填）', to: '最后一天（默认与第一天相同）' },
    examples: {
      '--from 2026-03-01 --to 2026-03-31': '一个月',
      '--from 2026-03-05': '一天',
    },
    notes: `分片：gzip 完整，每行都是本时段的一通电话，有序，同一版本不重复。已结账的日子：文件、索引和数字都与分片一致，
哈希与清单一致。不写入任何内容。`,
    exitCodes: { 0: '一切正常', 1: '有问题，每个问题一行' },
  },
  generation: (generation) => `第 ${generation} 版`,
  good: '正常',
  faults: (count) => `${count} 个问题`,
  day: (day, verdict, parts, rows, closed) => `${day}  ${verdict}：${parts} 个分片，${rows} 行，${closed}`,
  missing: (name) => `缺少 ${name}。`,
  differs: (name) => `${name} 与清单所记的不符。`,
  newParts: '有分片在结账之后才写入：下次 close 会重新结账。',
  filesDiffer: '文件或索引与分片不符。',
  figuresDiffer: '清单中的数字与分片不符。',
  catalogue: '目录指向另一份清单：下次 close 会更正。',
  part: (name, fault) => `分片 ${name}：${fault}。`,
  notJson: '其中有一行不是 JSON',
  notARecord: (field) => `其中有一条话单不是本存档的格式（${field}）`,
  notSorted: '顺序不对',
  twice: '同一通电话的同一版本在其时段中出现了两次',
};
