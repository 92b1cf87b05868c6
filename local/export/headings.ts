/** What stands above the columns of an export; in English the names of the archive's fields. */

import type { Language } from '../../shared/words/language.ts';

const COLUMNS: readonly (readonly [en: string, zh: string])[] = [
  ['callId', '通话ID'],
  ['src', '主叫号码'],
  ['dst', '被叫号码'],
  ['startSrcCallTime', '呼叫主叫时间'],
  ['startSrcRingTime', '主叫振铃时间'],
  ['srcAcceptTime', '主叫接听时间'],
  ['startDstCallTime', '呼叫被叫时间'],
  ['startDstRingTime', '被叫振铃时间'],
  ['dstAcceptTime', '被叫接听时间'],
  ['endCallTime', '通话结束时间'],
  ['callEndStatus', '结束状态'],
  ['callEndStatusText', '结束状态说明'],
  ['duration', '计费秒数'],
  ['recordUrl', '录音地址'],
  ['callType', '通话类型'],
  ['callTypeText', '通话类型说明'],
  ['bizId', '业务ID'],
  ['orderId', '订单ID'],
  ['furtherFields', '其他字段'],
];

export function headings(language: Language): string[] {
  return COLUMNS.map(([en, zh]) => (language === 'zh' ? zh : en));
}
