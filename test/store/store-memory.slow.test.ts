import { expect, test } from 'vitest';
import { createMemoryStore, withFaults } from '../support/memory-store.ts';
import { describeStore } from '../support/store-contract.ts';

describeStore('memory', async () => ({ store: createMemoryStore() }));
describeStore('memory behind faults that never happen', async () => ({
  store: withFaults(createMemoryStore(), { seed: 1 }),
}));

const body = Buffer.from('x');

test('a lost reply is an error or a false, and the write has happened', async () => {
  const memory = createMemoryStore();
  const store = withFaults(memory, { seed: 1, loseReply: 1 });
  const answers = new Set<unknown>();
  for (let index = 0; index < 20; index++) {
    answers.add(await store.putIfAbsent(`a/${index}`, body).catch((error: Error) => error.name));
  }
  expect(answers).toStrictEqual(new Set([false, 'HuadanError']));
  expect(memory.objects.size).toBe(20);
  await expect(store.put('a/0', body)).rejects.toThrowError('Simulating a fault');
});

test('a failed write has not happened, and reads fail when they are told to', async () => {
  const memory = createMemoryStore();
  const store = withFaults(memory, { seed: 1, failWrite: 1, failRead: 1 });
  await expect(store.put('a', body)).rejects.toThrowError('Simulating a fault');
  await expect(store.putIfAbsent('a', body)).rejects.toThrowError('Simulating a fault');
  expect(memory.objects.size).toBe(0);
  await expect(store.get('a')).rejects.toThrowError('Simulating a fault');
  await expect(store.head('a')).rejects.toThrowError('Simulating a fault');
});

test('a lagging listing hides what was written lately, and nothing for ever', async () => {
  const store = withFaults(createMemoryStore(), { seed: 1, lagList: 1 });
  await store.put('a', body);
  expect(await store.list('')).toStrictEqual([]);
  store.chances = {};
  expect(await store.list('')).toStrictEqual(['a']);
});

test('racing writers may both believe they won, and the last one stays', async () => {
  const memory = createMemoryStore();
  const store = withFaults(memory, { seed: 1, race: 1 });
  const wins = await Promise.all(['1', '2', '3'].map(async (text) => store.putIfAbsent('a', Buffer.from(text))));
  expect(wins).toStrictEqual([true, true, true]);
  expect(memory.objects.size).toBe(1);
});

async function faultsOfSeed7(): Promise<string> {
  const store = withFaults(createMemoryStore(), { seed: 7, failWrite: 0.5 });
  const outcomes = Array.from({ length: 30 }, async (_, index) =>
    store.put(`a/${index}`, body).then(
      () => '1',
      () => '0',
    ),
  );
  return (await Promise.all(outcomes)).join('');
}

test('the same seed brings the same faults', async () => {
  const first = await faultsOfSeed7();
  expect(await faultsOfSeed7()).toBe(first);
  expect(first).toMatch(/01|10/);
});
