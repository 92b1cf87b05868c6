/** The words of `status` and `rejects` in each language. Apart from `shared/words`, which the page loads. */

import type { Language } from '../../shared/words/language.ts';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

export type { Words } from './en.ts';

export const COMMAND_WORDS: Readonly<Record<Language, Words>> = { en, zh };
