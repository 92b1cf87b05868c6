/** What the report's page says: what all pages say, and its own. */

import type { Language } from '../../shared/words/language.ts';
import { WORDS, type Words } from '../../shared/words/index.ts';
import { COMMAND_WORDS, type Words as CommandWords } from '../words/index.ts';

export type ReportWords = Words & CommandWords['reportPage'];

export function reportWords(language: Language): ReportWords {
  return { ...WORDS[language], ...COMMAND_WORDS[language].reportPage };
}
