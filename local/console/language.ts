/** Which language a command speaks: what was asked for, or that of the terminal. */

import { parseArgs } from 'node:util';
import type { Environment } from '../../shared/config/read.ts';
import { LANGUAGES, languageOf, type Language } from '../../shared/words/language.ts';
import type { ArgTable } from './arguments.ts';

/** Every command takes it. */
export const LANGUAGE_ARGS = { lang: { type: 'string', value: 'en|zh' } } as const satisfies ArgTable;

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((known) => known === text);
}

/**
 * Needs nothing of the command: its help and its faults are told in this language too. Without `--lang` the first of the
 * variables that is set counts, as for every program (POSIX.1-2017, 8.2).
 * @param words the whole command line
 */
export function chooseLanguage(words: readonly string[], { LC_ALL, LC_MESSAGES, LANG }: Environment): Language {
  const { lang } = parseArgs({ args: [...words], options: LANGUAGE_ARGS, strict: false }).values;
  if (isLanguage(lang)) return lang;
  return languageOf([LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== ''));
}
