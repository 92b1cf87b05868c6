/** The page: which view stands behind the `#`, asked for with the token of this tab, in the language of the reader. */

import { show } from './dom.ts';
import { startPage } from './page.ts';

const byId = (id: string): Element => {
  const element = document.querySelector(`#${id}`);
  if (element === null) throw new Error(`the page has no ${id}`);
  return element;
};

startPage({
  header: (child) => show(child, byId('top')),
  main: (child) => show(child, byId('main')),
  announce: (text) => {
    byId('announcer').textContent = text;
  },
});
