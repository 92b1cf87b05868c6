/** Chinese for what only the report's page says. */

import type { Words } from '../en/index.ts';

export const reportPage: Words['reportPage'] = {
  strip: {
    title: '各天概览',
    explained: '每行是一天，从零点到零点。颜色越深，开始的通话越多。',
    few: '通话少',
    many: '通话多',
    missing: '有或可能有通话缺失',
    open: '尚未结账',
  },

  report: {
    title: (span) => `通话报表 ${span}`,
    made: (time, offset) => `生成于 ${time}；时间均为 UTC${offset}。`,
    days: '每日',
    daysClosed: (closed, days) => `${closed} / ${days}`,
    closed: '已结账天数',
    complete: '完整天数',
    qualityByDay: '每日通话质量',
    legOf: (leg, name) => `${leg}${name}`,
  },
};
