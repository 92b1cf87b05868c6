import type { Words } from '../en/index.ts';

export const start: Words['start'] = {
  help: {
    summary: '持续拉取话单，直到按下 Ctrl-C，同时在本机提供查询。',
    args: {
      seed: '换一个模拟呼叫中心（请先清空 data/archive）',
      every: '两次拉取之间的间隔（默认 5m，模拟时 40s）',
    },
    examples: {
      '': '使用模拟服务商，写入 data/archive，无需任何设置',
      '--seed 7': '换一个模拟呼叫中心',
      '--every 1m': '每分钟拉取一次',
      '--env prod.env': '从该文件而不是 .env 读取设置',
    },
    notes: `环境变量或 .env 中有 CDR_ENDPOINT、CDR_ID、CDR_APP_ID 和 ARCHIVE_URL 时，从真实的服务商拉取，写入真实的
存档。每次拉取输出一行：拉取了哪些时间窗，新增、更新、已有多少通电话，写入多少个分片，存档落后多久。到期的日子
每小时结账一次，每天一行。HTTP 服务在 HOST 和 PORT（127.0.0.1:8651）：GET /healthz，以及 LOOKUP_TOKENS 中有
令牌时的查询。

Ctrl-C 或 SIGTERM 在当前时间窗归档后结束，再按一次 Ctrl-C 立即结束。没有运行期间错过的通话，下次启动时补拉。`,
    exitCodes: { 0: '由 Ctrl-C 或 SIGTERM 结束', 1: '出错，原因见输出' },
  },
  everyFault: '--every 要写成时长，如 20s 或 5m。',
  seedFault: '--seed 只用于模拟服务商，而现在设置的是真实的服务商。',
  pullingFrom: (vendor) => `Huadan，正在从 ${vendor} 拉取`,
  simulated: 'Huadan（模拟服务商）：所有通话和号码都不是真实的。',
  forReal: '要使用真实的服务商，请在环境变量或 .env 中设置 CDR_ENDPOINT、CDR_ID、CDR_APP_ID 和 ARCHIVE_URL。',
  labels: {
    files: '文件',
    page: '页面',
    cycle: '周期',
    status: '状态',
    lookup: '查询',
    http: 'HTTP',
    report: '报表',
    export: '导出',
    pull: '拉取',
    look: '查看',
  },
  cycle: (every) => `每 ${every} 一次，直到 Ctrl-C`,
  lookupOff: (command) => `未开启；LOOKUP_TOKENS 指定谁可以查询（${command}）`,
  elsewhere: '在另一个终端，在这个目录中：',
  nothingDue: '没有到期的时间窗',
  nothingPulled: '未拉取任何数据',
  stopped: '已停止。下次启动时从这里继续。',
  secondDemo: (file) =>
    `启动模拟服务商：这个目录里已经有一个在运行。请使用它的设置（--env ${file}），或停止它，或在另一个目录启动。`,
  demoFile: '由 npm start 写入，仅在其模拟服务商运行期间有效。',
};
