import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { describeStore } from '../support/store-contract.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'huadan-store-'));
  folders.push(folder);
  return folder;
}
afterEach(async () => {
  await Promise.all(folders.splice(0).map(async (folder) => rm(folder, { recursive: true, force: true })));
});

describeStore('a folder that does not exist yet', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'huadan-store-'));
  return {
    store: createFolderStore(join(parent, 'deep', 'archive')),
    close: async () => rm(parent, { recursive: true, force: true }),
  };
});

const body = Buffer.from('x');

test('temporary files are never listed, and none is left after writing', async () => {
  const folder = await newFolder();
  const store = createFolderStore(folder);
  await store.put('a', body);
  await store.putIfAbsent('a', body);
  await store.putIfAbsent('_tmp-notes/b', body);
  expect(await readdir(join(folder, '_tmp'))).toStrictEqual([]);
  await writeFile(join(folder, '_tmp', '1-half'), 'half');
  expect(await store.list('')).toStrictEqual(['_tmp-notes/b', 'a']);
  expect(await store.list('_tmp')).toStrictEqual(['_tmp-notes/b']);
});

test('left-overs of dead processes are removed at the first write once they are a day old', async () => {
  const folder = await newFolder();
  await mkdir(join(folder, '_tmp'));
  await writeFile(join(folder, '_tmp', '1-old'), 'old');
  await writeFile(join(folder, '_tmp', '2-new'), 'new');
  const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
  await utimes(join(folder, '_tmp', '1-old'), twoDaysAgo, twoDaysAgo);
  const store = createFolderStore(folder);
  expect(await store.get('a')).toBeNull();
  expect(await readdir(join(folder, '_tmp'))).toHaveLength(2);
  await store.put('a', body);
  expect(await readdir(join(folder, '_tmp'))).toStrictEqual(['2-new']);
});

const failure = (code: string): object =>
  expect.objectContaining({ name: 'HuadanError', reason: 'archive', facts: { code } });

test('a failure of the file system is an error with its code and advice, never taken for missing', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'cdr'), 'a file where a folder should be');
  await mkdir(join(folder, 'state.json'));
  const store = createFolderStore(folder);
  await expect(store.get('cdr/a')).rejects.toThrowError(failure('ENOTDIR'));
  await expect(store.head('cdr/a')).rejects.toThrowError(failure('ENOTDIR'));
  await expect(store.put('cdr/a', body)).rejects.toThrowError('Check the disk');
  await expect(store.get('state.json')).rejects.toThrowError(failure('EISDIR'));
  await expect(store.put('state.json', body)).rejects.toThrowError(failure('EISDIR'));
  expect(await readdir(join(folder, '_tmp'))).toStrictEqual([]);
});

test('a first write that failed does not spoil the ones after it', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, '_tmp'), 'in the way');
  const store = createFolderStore(folder);
  await expect(store.put('a', body)).rejects.toThrowError('the file system answered');
  await rm(join(folder, '_tmp'));
  await store.put('a', body);
  expect(await store.get('a')).toStrictEqual(body);
});
