/** A folder that several processes write into, and in which some of them die. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createFolderStore } from '../../shared/store/folder.ts';
import { builtProgram } from '../support/built.ts';
import { freshFolder } from '../support/run-command.ts';

async function start(...args: string[]): Promise<ChildProcess> {
  const writer = await builtProgram('folder-writer.ts');
  return spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('each name is won by one process, and holds what its winner wrote', async () => {
  const folder = freshFolder();
  const outputs = await Promise.all(
    ['a', 'b', 'c'].map(async (writer) => {
      const child = await start(folder, writer, 'once');
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      expect(await once(child, 'close')).toStrictEqual([0, null]);
      return output.split('\n').filter((line) => line !== '');
    }),
  );
  const won = outputs.flat();
  expect(won).toHaveLength(100);
  expect(new Set(won.map((line) => line.split(' ')[0])).size).toBe(100);
  const store = createFolderStore(folder);
  for (const line of won) {
    const [name = '', writer = ''] = line.split(' ');
    expect((await store.get(name))?.toString()).toBe(writer.repeat(20_000));
  }
});

test('readers never see half an object, and a process killed at any moment leaves none', async () => {
  const folder = freshFolder();
  const store = createFolderStore(folder);
  const whole = async (name: string): Promise<boolean> => {
    const found = await store.get(name);
    return found?.length === 20_000 && found.every((byte) => byte === found[0]);
  };
  for (let round = 0; round < 2; round++) {
    const child = await start(folder, String(round), 'for ever');
    await once(child.stdout ?? child, 'data');
    for (let look = 0; look < 40; look++) {
      const names = await store.list(`part-${round}-`);
      for (const name of ['state', ...names.slice(-2)]) expect(await whole(name)).toBe(true);
    }
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  for (const name of await store.list('')) expect(await whole(name)).toBe(true);
});
