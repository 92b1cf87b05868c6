import type { Words } from '../en/index.ts';

export const token: Words['token'] = {
  help: {
    summary: '生成一个查询令牌，只显示这一次，不保存。',
    args: { name: '令牌属于谁：1 到 64 个字母、数字、. _ 或 -；日志在每次查询旁记下这个名字' },
    examples: { 'support-desk': '显示令牌，以及写入 LOOKUP_TOKENS 的条目' },
    notes: `输出内容
  token    令牌，交给查询的人，以 "Authorization: Bearer <token>" 发送
  entry    条目 name:sha256，写入 LOOKUP_TOKENS，多个之间用逗号分隔。从条目无法得出令牌。

要收回令牌，请从 LOOKUP_TOKENS 中删除其条目并重新部署。`,
    exitCodes: { 0: '已生成令牌' },
  },
  whereTo: '条目（entry）写入 LOOKUP_TOKENS，令牌（token）交给查询的人。',
  noName: '请给出一个名字。',
  badName: '生成令牌：名字必须是 1 到 64 个字母、数字、. _ 或 -。',
};
