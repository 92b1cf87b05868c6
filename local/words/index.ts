/** The words of the commands in each language. Apart from `shared/words`, which the page and the functions load. */

import type { Language } from '../../shared/words/language.ts';
import { en, type Words } from './en/index.ts';
import { zh } from './zh/index.ts';

export type { HelpWords } from './help.ts';
export type { Words } from './en/index.ts';

export const COMMAND_WORDS: Readonly<Record<Language, Words>> = { en, zh };
