/** The words of each language. */

import { en, type Words } from './en.ts';
import type { Language } from './language.ts';
import { zh } from './zh.ts';

export type { Words } from './en.ts';

export const WORDS: Readonly<Record<Language, Words>> = { en, zh };
