/** What every view of the page is given, and what it gives. */

import type { Calendar } from '../../../../shared/view/day-state.ts';
import type { Child } from '../../../../shared/view/markup.ts';
import type { Words } from '../../../../shared/words/index.ts';
import type { PageWords } from '../words/en.ts';
import type { Ask } from './api.ts';

export interface Context extends Calendar {
  readonly ask: Ask;
  /** What the page says. */
  readonly page: PageWords;
  /** What the page, the report and the commands say. */
  readonly words: Words;
}

export interface View {
  /** For the tab and the heading. */
  readonly title: string;
  readonly content: Child;
}
