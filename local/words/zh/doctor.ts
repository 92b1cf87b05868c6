import type { Words } from '../en/index.ts';

export const doctor: Words['doctor'] = {
  help: {
    summary: '检查 Huadan 所需的一切，缺什么就说明该改什么。',
    args: { alert: '另向 ALERT_WEBHOOK 发送一条测试消息' },
    examples: {
      '': '设置来自环境变量和 .env',
      '--alert': '并向 ALERT_WEBHOOK 发一条消息，看能否收到',
      '--env prod.env': '从该文件而不是 .env 读取设置',
    },
    notes: `检查内容
  设置       所有必需的变量；问题一次全部列出
  查询       LOOKUP_TOKENS 中有谁可以查询
  存档       ARCHIVE_URL：目录可写且支持硬链接；存储桶存在、从未开启过版本控制、拒绝覆盖。
             会写入、读取并删除一个临时对象：_state/preflight.txt
  服务商     请求一分钟的通话，不保存
  告警       加 --alert 时：向 ALERT_WEBHOOK 发一条消息

  ✓ 正常    ! 能用，但不完全    ✗ 必须修改

NO_COLOR=1 关闭颜色。`,
    exitCodes: { 0: '没有必须修改的', 1: '有必须修改的' },
  },
  found: (what, seen) => `${what}：${seen}`,
  settings: '设置',
  complete: '完整',
  verdict: '没有必须修改的。',
  lookup: '查询',
  tokens: (count) => `${count} 个令牌可以查询`,
  noTokens: 'LOOKUP_TOKENS 为空，所有查询都会被拒绝。请用 `npm run token` 生成令牌。',
  archive: (place, check) => `存档：${place === 'file' ? '目录' : '存储桶'}${check}`,
  checks: {
    there: '存在，对象不存在时也会如实说明',
    versioning: '从未开启过版本控制',
    overwrites: '可以写入，并拒绝覆盖',
    reads: '能读回写入的内容，整个读取和分段读取都可以',
    deletes: '允许删除临时对象',
  },
  state: (name) => `存档：状态文件 ${name}`,
  noState: '还没有，第一次拉取从 LOOKBACK 处开始',
  stateUnreadable: '完全无法读取。下次拉取会把它另存，并从 LOOKBACK 处重新开始；更早的日子都不算完整。',
  sameLayout: 'SLOT_MINUTES 和 UTC_OFFSET 与存档开始时一致',
  stateFaults: (faults) => `被手工修改过或已损坏：${faults}。其余内容照常采用，下次拉取会重新写好。`,
  vendor: '服务商',
  answered: (calls) => `有应答，一分钟内 ${calls} 通`,
  alerts: '告警',
  noWebhook: '没有设置 ALERT_WEBHOOK，不会通知任何人。',
  testTaken: '对方已接收测试消息',
};
