import { describe, expect, it } from 'vitest';
import { en as pageEn } from '../../functions/lookup/page/words/en.ts';
import { zh as pageZh } from '../../functions/lookup/page/words/zh.ts';
import { en } from '../../shared/words/en.ts';
import { languageOf } from '../../shared/words/language.ts';
import { zh } from '../../shared/words/zh.ts';

/** For texts made of other values than text. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  number: [7],
  minutes: [7],
  percent: [0.7],
  span: [7, 'min'],
  'day.generation': [2],
  'month.heading': [2026, 3],
};

/** Every text of a table by its path; a text that is made of values is made of these. */
function textsOf(table: object, path = ''): Map<string, string> {
  const entries = Object.entries(table).flatMap(([name, value]): [string, string][] => {
    const at = `${path}${name}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value !== 'function') return [...textsOf(value as object, `${at}.`)];
    const sample = SAMPLES[at] ?? ['«1»', '«2»', '«3»', '«4»'];
    return [[at, String((value as (...values: unknown[]) => unknown)(...sample.slice(0, value.length)))]];
  });
  return new Map(entries);
}

/** What holds no Chinese in Chinese either: names of fields, signs, and values alone. */
const WITHOUT_WORDS =
  /^(none|otherLanguage|call\.bizId|call\.orderId|call\.types\.[01]|number|minutes|percent|month\.ofDays|report\.(daysClosed|legOf))$/;

const placeholders = (text: string): string[] => (text.match(/«\d»/g) ?? []).sort();

describe.each([
  ['page, report and commands say alike', en, zh],
  ['only the page says', pageEn, pageZh],
])('what %s', (_name, english, chinese) => {
  const [ours, theirs] = [textsOf(english), textsOf(chinese)];

  it('is there in both languages, under the same names', () => {
    expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
  });

  it('is Chinese in Chinese, and holds the same values', () => {
    const faults = [...ours].filter(([name, text]) => {
      const other = theirs.get(name) ?? '';
      const spoken = WITHOUT_WORDS.test(name) || /[\u4E00-\u9FFF]/.test(other);
      return !spoken || placeholders(text).join('') !== placeholders(other).join('');
    });
    expect(faults.map(([name]) => name)).toEqual([]);
  });

  it('is English in English', () => {
    const chinesePieces = [...ours].filter(([name, text]) => name !== 'otherLanguage' && /[\u4E00-\u9FFF]/.test(text));
    expect(chinesePieces).toEqual([]);
  });
});

it.each([
  ['zh', 'zh'],
  ['zh-CN', 'zh'],
  ['zh_TW.UTF-8', 'zh'],
  ['ZH', 'zh'],
  ['en-GB', 'en'],
  ['C.UTF-8', 'en'],
  ['zhuang', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('%s is read as %s', (tag, language) => {
  expect(languageOf(tag)).toBe(language);
});
