/** Which language a command speaks: what was asked for, or that of the terminal. */

import type { Environment } from '../../shared/config/read.ts';
import { LANGUAGES, languageOf, type Language } from '../../shared/words/language.ts';
import type { ArgTable } from './arguments.ts';
import { argumentFault } from './read-all.ts';

export const LANGUAGE_ARGS = {
  lang: { type: 'string', value: 'en|zh', about: 'English or Chinese (default: by LC_ALL, LC_MESSAGES or LANG)' },
} as const satisfies ArgTable;

/**
 * The first of the variables that is set counts, as for every program (POSIX.1-2017, 8.2).
 * @throws HuadanError `config`
 */
export function readLanguage({ lang }: { readonly lang: string | undefined }, environment: Environment): Language {
  if (lang === undefined) {
    const { LC_ALL, LC_MESSAGES, LANG } = environment;
    return languageOf([LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== ''));
  }
  const language = LANGUAGES.find((known) => known === lang);
  if (language === undefined) throw argumentFault('--lang takes en or zh.');
  return language;
}
