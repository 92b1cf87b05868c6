/** Chinese for `status`, and what a person decides with it. */

import type { Words } from '../en/index.ts';

export const status: Words['status'] = {
  help: {
    summary: '存档的现状：延迟、缺口、丢失、日结、拒收行，以及需要人工处理的事。',
    args: {
      json: '输出 JSON：GET /status 的内容，以及需要人工处理的事',
      'accept-loss': '接受这一段的丢失：其中的通话不再找回，所属日期可视为完整',
      'drop-gap': '放弃这一段的缺口：记为丢失',
      unblock: '让下次拉取立即请求服务商',
      yes: '不再询问，直接执行',
    },
    examples: {
      '': '一屏显示',
      '--json': '供程序使用',
      '--accept-loss 2019-01-23T17:00/2019-01-23T18:00': '改动之前会先询问',
      '--drop-gap 2019-01-23T17:15:05/2019-01-23T17:15:06 --yes': '用于脚本',
      '--unblock': '服务商解封之后使用',
    },
    notes: `FROM 和 TO 为 ISO 8601 或 Unix 时间戳（秒），不带时区时按 UTC_OFFSET 计；TO 是最后一秒之后的那一秒。
缺口或丢失超出这一段时，只改动其中的部分。

这些决定会像拉取一样改写 _state/pull.json。执行之前先说明后果，在终端等待输入 yes，在其他地方要加 --yes。
不需要任何人手工修改该文件。`,
    exitCodes: {
      0: '一切正常，或决定已写入',
      1: '需要人工处理；或没有可以决定的，或未能生效',
      2: '无法判断：没有状态，或存档无法读取；或没有人确认',
    },
  },
  none: '无',
  more: (count) => `……另有 ${count} 项，用 --json 查看全部`,
  labels: {
    archive: '存档',
    now: '现在',
    lag: '延迟',
    lastTick: '上次拉取',
    since: '起点',
    passes: '各轮进度',
    gaps: '缺口',
    lost: '丢失',
    vendor: '服务商',
    days: '日结',
    rejects: '拒收行',
    state: '状态文件',
  },
  healthy: '一切正常。',
  healthyNow: (incomplete) =>
    `目前无需人工处理。已结账的日子中有 ${incomplete} 天可能缺少通话，日期和原因见 npm run report。`,
  needed: '需要人工处理：',
  problems: {
    faults: '状态文件被手工修改过或已损坏。能读出的部分照常采用，下次拉取会重新写好。',
    clock: '上次拉取的时间在未来。请校准执行拉取的机器的时钟。',
    silent: '太久没有拉取正常结束。请检查定时器或 npm start 是否在运行，并查看日志。',
    lag: '存档落后太多。如果刚刚开始使用，它会逐渐赶上；否则请查看拉取日志：服务商出错，或拉取被过早中止。',
    blocked: '服务商封停了账号（-423）。请联系服务商解封，然后执行：npm run status -- --unblock',
    gaps: '有一段通话服务商没有给出，仍在重试。请在服务商清除记录之前向其索取。',
    lost: '有通话可能永久缺失。请向服务商索取；作出决定后执行：npm run status -- --accept-loss FROM/TO',
    close: '有一天早该结账而没有结账。请检查 close 函数是否在运行，并查看日志。',
  },
  openRejects: '服务商有数据行无法归档。请查看：npm run rejects',
  never:
    '无法判断：没有状态文件。要么这里还没有完成过拉取（ARCHIVE_URL 是否正确？），要么它被删除了：下次拉取会从 LOOKBACK 处重新开始。',
  unreadable: '无法判断：状态文件 _state/pull.json 完全无法读取。下次拉取会把它另存，并从 LOOKBACK 处重新开始。',
  untold: (why) => `无法判断：${why}`,
  ago: (span) => `${span}前`,
  ahead: (span) => `比时钟快 ${span}`,
  pass: (age, cursor) => `${age}前的通话：已拉取至 ${cursor}`,
  gap: (tries, next) => `已试 ${tries} 次，下次 ${next}`,
  narrowing: '正在缩小范围',
  blockedUntil: (time) => `已封停账号：${time} 之前不再请求`,
  notBefore: (time) => `要求在 ${time} 之前不要请求`,
  mayBeAsked: '可以请求',
  closed: (complete, incomplete, last) =>
    `已结账 ${complete + incomplete} 天，其中完整 ${complete} 天，不完整 ${incomplete} 天（原因见 npm run report）；最近一天是 ${last}`,
  noneClosed: '尚无已结账的日子',
  waits: {
    passes: '尚未经过每一轮拉取',
    gap: '其中有缺口仍在重试',
    close: '已到期，下次 close 时结账',
  },
  rejects: (open, days) => `最近 ${days} 天有 ${open} 行未处理`,
};

export const change: Words['change'] = {
  oneAtATime: '--accept-loss、--drop-gap 和 --unblock 一次只能用一个。',
  drop: (stretches) =>
    `放弃以下缺口：${stretches}\n不再重试，并记为丢失：其中的通话可能永久缺失，所属日期按不完整结账。`,
  accept: (stretches) =>
    `接受以下丢失：${stretches}\n此后不再提示，也不再向服务商请求这些通话；所属日期再次结账时可视为完整。`,
  unblock:
    '清除封停（-423）和等待要求（Retry-After）：下次拉取会立即请求服务商。\n如果服务商尚未解封，请求会使封停时间更长。',
  noGap: '这一段没有缺口，未作任何改动。',
  noLoss: '这一段没有丢失，未作任何改动。',
  noBlock: '本来就可以请求服务商，未作任何改动。',
  question: '输入 yes 继续：',
  notConfirmed: '未作任何改动。如要继续，请加 --yes。',
  done: '已完成。此刻正在运行的拉取结束时可能会覆盖它：请在下次拉取之后再看一次 npm run status。',
  overtaken: '恰好有一次拉取同时写入了状态，此次改动未生效。请再执行一次。',
  noState: '没有可以修改的状态：这里还没有拉取留下的状态，或状态完全无法读取。',
};
