/** What every store must do, whatever it keeps its objects in. */

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../shared/store/store.ts';

export interface StoreUnderTest {
  store: Store;
  close?: () => Promise<void>;
}

const text = (value: string): Buffer => Buffer.from(value);

/** Declares the contract's tests for one kind of store. All of them share the one store `make` gives. */
export function describeStore(kind: string, make: () => Promise<StoreUnderTest>): void {
  describe(`a store in ${kind}`, () => {
    let made: StoreUnderTest;
    let store: Store;
    beforeAll(async () => {
      made = await make();
      store = made.store;
    });
    afterAll(async () => made.close?.());

    test('says null for what is not there, and lists nothing', async () => {
      expect(await store.get('cdr/none.jsonl.gz')).toBeNull();
      expect(await store.head('cdr/none.jsonl.gz')).toBeNull();
      expect(await store.list('cdr/')).toStrictEqual([]);
    });

    test.each([
      ['bytes of every value', Buffer.from(Array.from({ length: 256 }, (_, index) => index))],
      ['random bytes, more than one packet holds', randomBytes(300_000)],
      ['no bytes at all', Buffer.alloc(0)],
      ['text that looks like an error', text('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')],
      ['text beyond ASCII', text('话单 ☎️\r\n')],
    ])('gives back %s', async (what, body) => {
      const name = `bytes/${what.replaceAll(' ', '-')}`;
      await store.put(name, body);
      expect((await store.get(name))?.equals(body)).toBe(true);
      expect(await store.head(name)).toStrictEqual({ size: body.length });
      expect(await store.putIfAbsent(`${name}-2`, body)).toBe(true);
      expect((await store.get(`${name}-2`))?.equals(body)).toBe(true);
    });

    test('writes once where it is asked to write only what is absent', async () => {
      expect(await store.putIfAbsent('once/part', text('first'))).toBe(true);
      expect(await store.putIfAbsent('once/part', text('second'))).toBe(false);
      expect(await store.putIfAbsent('once/part', text('first'))).toBe(false);
      expect(await store.get('once/part')).toStrictEqual(text('first'));
    });

    test('replaces with put, by something shorter too', async () => {
      await store.put('state/pull.json', text('{"version":1,"cursors":[]}'));
      await store.put('state/pull.json', text('{}'));
      expect(await store.get('state/pull.json')).toStrictEqual(text('{}'));
      expect(await store.head('state/pull.json')).toStrictEqual({ size: 2 });
      expect(await store.putIfAbsent('state/pull.json', text('x'))).toBe(false);
    });

    test.each([
      'odd/dt=2019-01-23/20190123T1710-000.jsonl.gz',
      'odd/a b+c&d%20e?f#g;h,i@j.txt',
      "odd/it's (really) !*~ odd",
      'odd/话单/二零一九.jsonl',
      'odd/%2e%2e/x',
      'odd/..hidden/...',
    ])('takes the name %s as it is', async (name) => {
      expect(await store.putIfAbsent(name, text(name))).toBe(true);
      expect(await store.putIfAbsent(name, text('other'))).toBe(false);
      expect(await store.get(name)).toStrictEqual(text(name));
      expect(await store.head(name)).toStrictEqual({ size: Buffer.byteLength(name) });
      expect(await store.list(name)).toStrictEqual([name]);
    });

    test.each(['', '/etc/passwd', '../up', 'a/../../up', 'a//b', 'a/', './a', 'a\\..\\b', 'a\0b'])(
      'refuses the name %j everywhere',
      async (name) => {
        const refusal = expect.objectContaining({ name: 'HuadanError', reason: 'archive' });
        await expect(store.get(name)).rejects.toThrowError(refusal);
        await expect(store.head(name)).rejects.toThrowError(refusal);
        await expect(store.put(name, text('x'))).rejects.toThrowError(refusal);
        await expect(store.putIfAbsent(name, text('x'))).rejects.toThrowError(refusal);
      },
    );

    test('lists what begins with the prefix, sorted, wherever the prefix ends', async () => {
      const names = ['list/a', 'list/b-c', 'list/b/1', 'list/b/10', 'list/b/2', 'list/c/x/y/z'];
      for (const name of ['list/b/2', ...names]) await store.put(name, text(name));
      expect(await store.list('list/')).toStrictEqual(names);
      expect(await store.list('list/b')).toStrictEqual(['list/b-c', 'list/b/1', 'list/b/10', 'list/b/2']);
      expect(await store.list('list/b/')).toStrictEqual(['list/b/1', 'list/b/10', 'list/b/2']);
      expect(await store.list('list/b/1')).toStrictEqual(['list/b/1', 'list/b/10']);
      expect(await store.list('list/c/x/y/z')).toStrictEqual(['list/c/x/y/z']);
      expect(await store.list('list/none')).toStrictEqual([]);
      expect(await store.list('')).toStrictEqual(expect.arrayContaining(names));
    });

    test('lets exactly one of many writers of a new name win, and keeps its bytes', async () => {
      for (let round = 0; round < 5; round++) {
        const name = `race/${round}`;
        const bodies = Array.from({ length: 20 }, (_, writer) => text(`writer ${writer}`));
        const wins = await Promise.all(bodies.map(async (body) => store.putIfAbsent(name, body)));
        expect(wins.filter(Boolean)).toHaveLength(1);
        expect(await store.get(name)).toStrictEqual(bodies[wins.indexOf(true)]);
      }
    });
  });
}
