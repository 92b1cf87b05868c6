/** Chinese for what `en.ts` says in English. */

import type { Words } from './en.ts';

const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

const WHYS: Readonly<Record<string, string>> = {
  retry: '服务商没有给出可用的应答',
  deadline: '服务商没有及时应答',
  oversize: '应答超过 CDR_MAX_REPLY',
  'cut short': '服务商只给出了一部分',
  'out of time': '时间不够，下次继续',
  'asked for too late': '请求得太晚',
  window: '服务商不接受这个时间段',
  unknown: '服务商返回了未知的错误',
  archive: '存档无法读取',
};

export function whyText(kept: string): string {
  if (/^-?\d+$/.test(kept)) return `服务商错误 ${kept}`;
  const part = /^part (.*)/.exec(kept)?.[1];
  return part === undefined ? (WHYS[kept] ?? kept) : `分片 ${part} 无法读取`;
}

export const zh: Words = {
  number: (value) => new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 }).format(value),
  minutes: (value) => new Intl.NumberFormat('zh-CN', ONE_DIGIT).format(value),
  percent: (share) => new Intl.NumberFormat('zh-CN', { style: 'percent', ...ONE_DIGIT }).format(share),
  span: (count, unit) => `${count} ${{ d: '天', h: '小时', min: '分钟', s: '秒' }[unit]}`,
  none: '—',
  aside: (text) => `（${text}）`,

  call: {
    caller: '主叫',
    callee: '被叫',
    unknownNumber: '未知',
    zone: (date, offset) => `${date}，时间为 UTC${offset}`,
    steps: {
      startSrcCallTime: '呼叫主叫',
      startSrcRingTime: '主叫振铃',
      srcAcceptTime: '主叫接听',
      startDstCallTime: '呼叫被叫',
      startDstRingTime: '被叫振铃',
      dstAcceptTime: '被叫接听',
      endCallTime: '通话结束',
    },
    called: '呼叫',
    rang: '振铃',
    answered: '接听',
    ended: '结束',
    phases: { dial: '呼叫中', ring: '振铃', wait: '等待', talk: '通话' },
    endings: ['结束原因未知', '正常通话', '主叫未接听', '被叫未接听', '主叫未接通', '被叫未接通'],
    endingNotTold: '未提供结束原因',
    endingNotListed: '不在服务商列表中的结束原因',
    status: (code) => `状态 ${code}`,
    types: ['', 'VoIP', 'IP 到电话', '电话到电话'],
    typeNotListed: '不在服务商列表中',
    billed: '计费时长',
    notTold: '未提供',
    recording: '录音',
    noRecording: '（暂）无',
    type: '类型',
    ending: '结果',
    bizId: 'bizId',
    orderId: 'orderId',
    callId: '通话 ID',
  },

  day: {
    states: { complete: '完整', incomplete: '不完整', open: '未结账', none: '不在存档中', future: '尚未到来' },
    explained: {
      complete: '服务商提供的全部通话都已计入。',
      incomplete: '以下原因可能造成缺失：',
      open: '这一天的通话仍在拉取中，结账后才有统计数字。',
      none: '这一天早于存档的起点，或从未拉取过。',
      future: '这一天还没有开始。',
    },
    reasons: {
      since: '拉取尚未开始',
      passes: '拉取次数不足',
      gap: '服务商未给出这段通话，仍在重试',
      lost: '拉取之前服务商已不再保存这段通话',
    },
    why: whyText,
    stretch: (stretch, reason) => `${stretch}：${reason}`,
    generation: (generation) => `已更正 ${generation} 次`,
    changed: (added, revised, minutes) => `与上一版相比：新增 ${added} 通，变更 ${revised} 通，计费分钟 ${minutes}`,
    closedAt: (time) => `结账时间 ${time}`,
    day: '日期',
    state: '状态',
    calls: '通话数',
    answered: '已接通',
    answerRate: '接通率',
    billedSeconds: '计费秒数',
    billedMinutes: '计费分钟',
    change: '变更',
    total: '合计',
    hour: '小时',
    hours: '每小时通话',
    minutesByHour: '每小时计费分钟',
    answerRateByHour: '每小时接通率',
    hoursOf: (calls, answered, hour, minutes) => `${hour}：${calls} 通，接通 ${answered} 通，计费 ${minutes} 分钟`,
    notAnswered: '未接通',
    rejects: (count) => `服务商有 ${count} 行数据无法读取，未计入统计。`,
    withRecording: '有录音',
    firstCall: '第一通',
    lastCall: '最后一通',
    byEnding: '通话结果',
    minutesNote: '计费分钟 = 计费秒数 ÷ 60；账单可能按每通向上取整。',
    weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  },

  quality: {
    title: '通话质量',
    caller: '主叫侧',
    callee: '被叫侧',
    answerRatio: '应答率',
    averageDuration: '平均通话时长',
    postDialDelay: '拨号后时延',
    ringTime: '振铃时长',
    medianAnd95: '中位数 / 95 分位',
    busiestHour: '最忙的一小时',
    erlang: (erlang, from, to) => `${erlang} 爱尔兰，${from} 至 ${to}`,
    shortCalls: '6 秒以内的接通',
    definitions: '指标说明',
    meaning: {
      answerRatio: '已应答的呼叫占全部尝试的比例（ASR，ITU-T E.411）。主叫侧：占全部通话；被叫侧：占呼叫过被叫的通话。',
      averageDuration: '当天计费秒数 ÷ 接通数（ACD）。',
      postDialDelay:
        '从呼叫一部电话到它振铃的时间（PDD），以整秒计：一半的通话不超过中位数，百分之九十五的通话不超过 95 分位。',
      ringTime: '从开始振铃到接听的时间，以整秒计。',
      erlang: '最忙的 60 分钟内平均同时占用的线路数：两侧的秒数之和 ÷ 3600。',
      shortCalls: '计费不足 6 秒的接通占全部接通的比例。过多时可能意味着欺诈或线路不良。',
    },
  },
};
