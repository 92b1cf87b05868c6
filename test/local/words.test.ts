import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { en as pageEn } from '../../functions/lookup/page/words/en.ts';
import type { Said } from '../../functions/lookup/page/words/en.ts';
import { zh as pageZh } from '../../functions/lookup/page/words/zh.ts';
import { noSuchCall, NO_SUCH_DAY, problemOf, TOO_MUCH, UNREADABLE } from '../../functions/lookup/problems.ts';
import { readCallQuestion, readRangeQuestion } from '../../functions/lookup/query.ts';
import { DEMO_EVERY } from '../../local/commands/demo.ts';
import { DEMO_ENV } from '../../local/console/environment.ts';
import { COMMANDS } from '../../local/commands/index.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { settingHint } from '../../local/words/zh/errors.ts';
import { ROWS } from '../../shared/config/settings.ts';
import { HuadanError } from '../../shared/errors.ts';
import { meaningOf } from '../../shared/source/error-codes.ts';
import { en } from '../../shared/words/en.ts';
import { languageOf } from '../../shared/words/language.ts';
import { VENDOR_CODES_ZH } from '../../shared/words/vendor-codes-zh.ts';
import { zh } from '../../shared/words/zh.ts';
import { runHere } from '../support/run-here.ts';

/** For texts made of other values than text. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  number: [7],
  minutes: [7],
  percent: [0.7],
  span: [7, 'min'],
  'day.generation': [2],
  'month.heading': [2026, 3],
  'day.why': ['cut short'],
  said: [{}],
  'days.why': ['cut short'],
  'faults.oneOf': ['«1»', ['«2»']],
  'counted.work': ['«1»', ['«2»']],
  'counted.list': [['«1»']],
  'days.shortfall': ['gap', '«2»', '«3»', '«4»'],
  'days.planned': ['«1»', 'new', '«3»'],
  'days.closedDay': ['«1»', '«2»', '«3»', '«4»', '«5»', '«6»'],
  'verify.day': ['«1»', '«2»', '«3»', '«4»', '«5»'],
  'doctor.archive': ['file', '«2»'],
  'probe.filter.row.seen': [['«1»']],
  'probe.filter.row.means': [['«1»']],
  tellError: ['archive', '«2»'],
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
  /^(none|otherLanguage|said|aside|tellWarning|call\.bizId|call\.orderId|call\.types\.[01]|number|minutes|percent|month\.ofDays|day\.stretch|reportPage\.report\.(daysClosed|legOf)|progress\.of|counted\.(work|list|sentence)|start\.labels\.http|lookup\.fault|doctor\.found|probe\.filter\.why|probe\.cap\.halves\.unknown)$/;

const placeholders = (text: string): string[] => (text.match(/«\d»/g) ?? []).sort();

describe.each([
  ['page, report and commands say alike', en, zh],
  ['only the page says', pageEn, pageZh],
  ['only the commands say', COMMAND_WORDS.en, COMMAND_WORDS.zh],
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

const pick = ({ detail, hint }: Said): object => ({ ...(detail && { detail }), ...(hint && { hint }) });

/** Words in a row that only a sentence has. Names, addresses and code have none. */
const ENGLISH = /(?:\b[A-Za-z]?[a-z]+[,;]? ){3}[a-z]+\b/;
const COMMENTS = /\/\*[^]*?\*\/|^\s*\/\/.*$/gm;
const TEXTS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** What is kept in files, stands in JSON, or is an error that `tellError` tells. */
const IN_ANY_LANGUAGE: ReadonlySet<string> = new Set([
  'given up by a person',
  'the call came by a second that is none of its times',
  'the list of a few seconds is cut short',
  'no range after hang-up gave the call',
  'Reading ${name}: it is gone, though the manifest of its day names it.',
]);

it('no command says anything that is not in its table', () => {
  const root = fileURLToPath(new URL('../../local', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !/^(words|simulator)\//.test(name) && !name.endsWith('settings-text.ts'),
  );
  const found = files.flatMap((name) => {
    const texts = readFileSync(join(root, name), 'utf8').replaceAll(COMMENTS, '').match(TEXTS) ?? [];
    return texts.filter((text) => ENGLISH.test(text) && !IN_ANY_LANGUAGE.has(text.slice(1, -1)));
  });
  expect(files.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});

it.each(['en', 'zh'] as const)('the help of start names what the demo does (%s)', (language) => {
  const { start, lookup, pull } = COMMAND_WORDS[language];
  expect(start.help.args.every).toContain(DEMO_EVERY);
  for (const { examples } of [lookup.help, pull.help]) expect(Object.keys(examples).join(' ')).toContain(DEMO_ENV);
});

it('the help of every command is Chinese, by --lang and by the terminal', async () => {
  for (const name of Object.keys(COMMANDS)) {
    const { stdout } = await runHere(name, { args: ['--help', '--lang', 'zh'] });
    expect((await runHere(name, { args: ['--help'], env: { LANG: 'zh_CN.UTF-8' } })).stdout).toBe(stdout);
    expect(stdout).toMatch(/^示例$[^]*^选项$[^]*^退出码$/m);
    expect(stdout.replaceAll(/^ +npx huadan .*/gm, '').match(ENGLISH)).toBeNull();
  }
});

it.each([
  [{ LANG: 'zh_CN.UTF-8' }, [], 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, [], 'en'],
  [{ LANG: 'en_GB.UTF-8', LC_MESSAGES: 'en_GB.UTF-8', LC_ALL: 'zh_CN' }, [], 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, [], 'zh'],
  [{ LANG: 'zh_CN.UTF-8' }, ['--lang', 'en'], 'en'],
  [{}, ['--lang=zh'], 'zh'],
] as const)('%j with %j speaks %s', async (env, args, language) => {
  const { stderr } = await runHere('token', { env, args });
  expect(stderr).toContain(COMMAND_WORDS[language].token.noName);
});

it('a language that is none is refused in that of the terminal', async () => {
  const { code, stderr } = await runHere('token', { args: ['a', '--lang', 'fr'], env: { LANG: 'zh_CN' } });
  expect([code, stderr]).toEqual([2, expect.stringContaining('--lang 只能是 en 或 zh。')]);
});

it('every fault of a setting is told in Chinese', () => {
  const hints = ROWS.flatMap(([, { kind }]) => {
    const schema = typeof kind === 'function' ? kind({}) : kind;
    return ['\0', undefined].map((text) => z.safeParse(schema, text).error?.issues[0]?.message ?? '');
  });
  const left = hints.filter((hint) => !/[\u4E00-\u9FFF]/.test(settingHint(hint)) || /must be/.test(settingHint(hint)));
  expect([hints.length > 50, left]).toEqual([true, []]);
});

it('every code of the vendor is told in Chinese', () => {
  const codes = ['-1', '-2', '-201', '-202', '-203', '-401', '-402', '-403', '-423', '-501'];
  expect(Object.keys(VENDOR_CODES_ZH).sort()).toEqual(codes.sort());
  for (const code of codes) expect(meaningOf(code, 'range').meaning).not.toContain('does not document');
});

it('what the server says on the page is told in Chinese', () => {
  const archive = { archiveUrl: 'file:/x' } as never;
  const call = { callId: 'a', source: undefined };
  const problems: Said[] = [
    noSuchCall(undefined, call),
    noSuchCall(archive, { ...call, source: 'archive' }),
    noSuchCall(archive, call),
    NO_SUCH_DAY,
    UNREADABLE,
    TOO_MUCH,
    ...(['archive', 'retry', 'deadline', 'unknown'] as const).map((reason) =>
      problemOf(new HuadanError(reason, 'x'), 'range'),
    ),
    problemOf(new HuadanError('config', 'x', { facts: { variables: 'ARCHIVE_URL' } }), 'archive'),
    problemOf(
      new HuadanError('deadline', 'x', { facts: { daysSearched: 3, days: 9, lastDay: '2026-03-05' } }),
      'callId',
    ),
    problemOf(new HuadanError('window', 'x', { facts: { cutShort: true } }), 'range'),
    problemOf(new HuadanError('operator', 'x', { facts: { vendorCode: '-403' } }), 'range'),
    readCallQuestion('a b', new URLSearchParams()) as Said,
    readRangeQuestion(new URLSearchParams({ number: '1', from: '2026-03-05', to: '2026-03-06' }), 28_800) as Said,
    readRangeQuestion(new URLSearchParams({ number: '12345', from: '2026-03-05', to: '2026-03-05' }), 28_800) as Said,
  ];
  const sentences = problems.flatMap((problem) => Object.values(pick(pageZh.said(problem))));
  expect(sentences.filter((text) => /[a-z]{3,} [a-z]{3,}/.test(text) || !/[\u4E00-\u9FFF]/.test(text))).toEqual([]);
  expect(sentences.length).toBeGreaterThan(25);
  expect(sentences).toContain('未能在限定时间内查完存档：9 天中已查 3 天。这通电话可能在其余各天之中。');
  expect(pick(pageZh.said({ detail: 'Something new.' }))).toEqual({ detail: 'Something new.' });
});

it.each(['-501', 'HTTP 504', 'part 20190123T1710-000', 'retry', 'oversize', 'cut short', 'out of time', 'x'])(
  'why %s was not pulled is told, and what is not known as it is',
  (kept) => {
    expect(en.day.why(kept)).not.toBe('');
    expect(/[\u4E00-\u9FFF]/.test(zh.day.why(kept))).toBe(!/^(HTTP 504|x)$/.test(kept));
  },
);

it('an error in Chinese says what to do, and then what it says in English', () => {
  const { tellError } = COMMAND_WORDS.zh;
  expect(tellError('archive', 'Writing x: the file system answered ENOSPC.')).toBe(
    '存档无法读取或写入。请按下面的说明处理。\n  Writing x: the file system answered ENOSPC.',
  );
  expect(tellError('operator', 'Asking the vendor for call records: error -403: this IP. Give it.')).toBe(
    '服务商返回错误 -403：本机 IP 不在白名单中。请把本机或函数的公网 IP 地址告知服务商，加入白名单。',
  );
  expect(tellError('config', '缺少 --from。')).toBe('缺少 --from。');
});
