/** A process that writes parts into a folder store and prints those it won. Arguments: folder, letter, `once` or not. */

import { createFolderStore } from '../../shared/store/folder.ts';

const [, , folder = '', letter = '', mode] = process.argv;
const store = createFolderStore(folder);
const body = Buffer.from(letter.repeat(20_000));

const last = mode === 'once' ? 100 : Number.POSITIVE_INFINITY;
for (let index = 0; index < last; index++) {
  const name = mode === 'once' ? `part-${index}` : `part-${letter}-${index}`;
  if (mode !== 'once') await store.put('state', body);
  if (await store.putIfAbsent(name, body)) process.stdout.write(`${name} ${letter}\n`);
}
