import { MOST_QUESTIONS } from '../../probe/asker.ts';
import type { Words } from '../en/index.ts';

const UNTOLD = '无法判断';
const NO_CALL = '最近一天没有各时刻可以区分的通话；有这样的通话之后再探测';

/** What the probe itself says of a filter it could not find. */
const WHY: Readonly<Record<string, string>> = {
  'the call came by a second that is none of its times': '按某一秒能查到这通电话，但那一秒不是它的任何一个时刻',
  'the list of a few seconds is cut short': '只有几秒的列表也被截断',
  'no range after hang-up gave the call': '挂断之后的时间段都查不到这通电话',
};

export const probe: Words['probe'] = {
  help: {
    summary: '向服务商提问，弄清文档没有说明的接口行为，并建议设置。',
    args: {
      watch: '改为：从挂断起跟踪下一通电话，直到有录音',
      yes: '不询问，直接开始',
    },
    examples: {
      '': '说明将提问多少次，等待输入 yes',
      '--yes --json > probe.json': '附在问题报告中',
      '--watch --yes': '话单和录音多久之后出现',
    },
    notes: `最多提问 ${MOST_QUESTIONS} 次，速度不超过 CDR_RATE：时间段按哪个时刻筛选，是否包含首尾，长列表是否被截断，能查到多久以前
的通话，compress=1 有什么效果。请在最近一小时内有通话时运行，否则能得知的很少。不使用存档，也不保存任何数据。
输出只有个数、大小和秒数，没有号码、ID、时刻或地址，凡是可以知道通话数量的人都可以看。各行的含义见 docs/zh/probe.md。`,
    exitCodes: {
      0: '已输出表格',
      1: '服务商拒绝，原因见输出',
      2: '没有人确认，未提问',
      3: '没有可供了解的通话',
    },
  },
  announced: `将向服务商提问，最多 ${MOST_QUESTIONS} 次，速度不超过 CDR_RATE。`,
  question: '开始吗？输入 yes：',
  notAsked: '未提问：要在终端输入 yes，或加 --yes。',
  put: (questions) => `共提问 ${questions} 次。`,
  heads: ['问题', '看到的', '说明', '建议设置'],
  untold: UNTOLD,
  noCall: NO_CALL,
  failure: (reason, vendorCode) => (vendorCode === undefined ? reason : `${reason}，服务商错误码 ${vendorCode}`),

  filter: {
    question: '时间段按哪个时刻筛选？',
    row: {
      seen: (names) => `只有包含 ${names.join('、')} 的时间段能查到这通电话`,
      means: (names) => `按 ${names.join(' 或 ')} 筛选`,
    },
    touch: {
      seen: '包含它的几个不同时刻的时间段都能查到这通电话',
      means: '时间段给出其间正在进行的所有通话',
    },
    arrival: {
      seen: (span) => `只有包含挂断后 ${span}那一秒的时间段能查到这通电话`,
      means: '按话单到达服务商的时刻筛选',
    },
    why: (why) => (why === undefined ? '没有时间段能查到这通电话' : (WHY[why] ?? why)),
    early: '；通话挂断后才出现在早已过去的时间段里：必须有一轮拉取晚于最长的通话',
    late: '；时间段过后不久就能查到通话，之后的各轮拉取取得录音和更正',
  },
  bound: {
    question: (name) => `${name} 是否包含在时间段内？`,
    seen: { inclusive: '包含', exclusive: '不包含', unknown: '未知' },
    means: {
      inclusive: '这一秒的通话会给出',
      exclusive: '这一秒的通话不会给出',
      unknown: '无法判断；Huadan 提前一秒请求，两种情况都正确',
    },
  },
  cap: {
    question: '长列表是否被截断？',
    seen: (rows, halves) => `最长的有 ${rows} 行${halves}`,
    halves: {
      none: '，分成两半再查没有更多',
      marked: '，分成两半再查还有更多',
      silent: '，分成两半再查还有更多',
      unknown: '',
    },
    means: {
      none: '到此为止没有上限',
      marked: '有上限，由 offset 表明；Huadan 会把这样的时间段分成两半再请求',
      silent: '有上限，但没有任何提示：SLOT_MINUTES 必须足够短，使繁忙时段的通话数远低于上限',
      unknown: '无法判断：通话太少，或没有应答',
    },
    noMark: '；offset 也不是 0，但没有意义',
  },
  retention: {
    question: '能查到多久以前的通话？',
    refused: (failure) => `；较早的时间段：${failure}`,
    noneCame: '没有查到通话',
    oldest: (age, none) => `最早的在 ${age}前${none}`,
    none: (age) => `，${age}前及更早的没有`,
    longer: '保留时间比所问的更长',
    kept: (least, most) => `保留 ${least} 至 ${most}，或更早没有人通话`,
  },
  compress: {
    question: 'compress=1 有什么效果？',
    nothing: '无',
    wire: (form, bytes) => `${form}，${bytes} 字节`,
    means: {
      works: '压缩有效',
      ignored: '没有节省',
      differs: '给出的行不同：不要使用',
      unknown: '无法判断：没有可以比较的行',
    },
  },
  byId: {
    question: '按 ID 查同一通电话？',
    seen: {
      same: '与按时间段查到的行相同',
      differs: '与按时间段查到的行不同',
      missing: '没有，而按时间段能查到',
      failed: '没有应答',
      none: NO_CALL,
    },
    means: {
      same: '可以按 ID 查询',
      differs: '话单会变化，或两种应答写法不同',
      missing: '按时间段先于按 ID 能查到通话',
      failed: UNTOLD,
      none: UNTOLD,
    },
  },
  width: {
    question: (span) => `一次请求最近 ${span}？`,
    seen: (rows, bytes) => `${rows} 行${bytes === undefined ? '' : `，${bytes} 字节`}`,
    answered: '有应答',
    cutShort: '有应答，带 offset',
    notAnswered: '没有应答',
  },
  size: {
    question: '一次应答有多大？',
    seen: '上面不超过一小时的时间段',
    means: '最大的四倍也放得下',
  },

  watch: {
    waiting: '等待一通电话挂断。',
    rowCame: (seconds) => `挂断后 ${seconds} 秒查到了话单。等待录音。`,
    row: (seconds, within) => `话单在挂断后 ${seconds} 秒出现（误差 ${within} 秒）。`,
    recording: (seconds, within) => `录音在挂断后 ${seconds} 秒出现（误差 ${within} 秒）。`,
    ends: {
      recording: '比两者都晚的一轮拉取能取得录音。',
      noRecording: '没有等到录音；不是每通电话都录音。',
      nothing: '没有接通并挂断的通话；请在繁忙时再试。',
      stopped: '已停止。',
    },
    questions: (end, questions) => `${end}共提问 ${questions} 次。`,
  },
};
