import type { Words } from '../en/index.ts';

export const rejects: Words['rejects'] = {
  help: {
    summary: '列出服务商给出但无法归档的数据行，并把现在能读的归档。',
    args: {
      replay: '把当前版本能读、而存档中没有的行归档',
      versions: '与 --replay 一起使用：存档中内容不同的通话也归档',
      show: '显示这些行，号码已遮盖',
      raw: '与 --show 一起使用：号码不遮盖',
      from: '请求的日期从这一天起（默认全部）',
      to: '到这一天为止',
    },
    examples: {
      '': '多少行、哪些天、为什么',
      '--show --from 2019-01-23': '显示这些行',
      '--replay': '升级到能读更多格式的版本之后',
    },
    notes: `存档中已有的拒收行就算已处理。不做标记也不删除，每次都重新判断。
以 U+FFFD 代替半个字符归档的行，从一开始就算已处理。`,
    exitCodes: { 0: '没有未处理的行', 1: '出错，原因见输出', 3: '有未处理的行' },
  },
  summary: (open, closed) => `未处理 ${open} 行，已处理 ${closed} 行。`,
  standings: {
    unreadable: '无法读取',
    missing: '不在存档中：--replay 将其归档',
    other: '存档中有这通电话，但内容不同',
    broken: '所属时段有损坏的分片',
    held: '已在存档中',
  },
  heads: ['行数', '日期', '现状', '原因'],
  damaged: (names) => `以下对象不能完整读取：${names}`,
  replayed: (added, revised, known, parts) =>
    `已归档：新增 ${added} 通，更新 ${revised} 通，已有 ${known} 通，写入 ${parts} 个分片。`,
  nothing: '没有可以归档的行。',
  versions:
    '有些通话在存档中的内容不同，无法判断哪个更新。用 --show 查看这些行；用 --replay --versions 将其作为最新版本归档。',
};
