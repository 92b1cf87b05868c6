/** What every view of the page is given, and what it gives. */

import type { Child } from '../../../../shared/view/markup.ts';
import type { Words } from '../../../../shared/words/index.ts';
import type { PageWords } from '../words/en.ts';
import type { Ask } from './api.ts';

export interface Context {
  readonly ask: Ask;
  /** What the page says. */
  readonly page: PageWords;
  /** What the page, the report and the commands say. */
  readonly words: Words;
  /** The day it is where the archive keeps its clock. */
  readonly today: string;
}

export interface View {
  /** For the tab and the heading. */
  readonly title: string;
  readonly content: Child;
}
