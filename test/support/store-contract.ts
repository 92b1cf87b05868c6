/** What every store must do, whatever it keeps its objects in. */

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store, StoreReader } from '../../shared/store/store.ts';

export interface StoreUnderTest {
  store: Store;
  /** Another way to read the same objects. */
  reader?: StoreReader;
  close?: () => Promise<void>;
}

const text = (value: string): Buffer => Buffer.from(value);

/** Declares the contract's tests for one kind of store. All of them share the one store `make` gives. */
export function describeStore(kind: string, make: () => Promise<StoreUnderTest>): void {
  describe(`a store in ${kind}`, () => {
    let made: StoreUnderTest;
    let store: Store;
    let readers: StoreReader[];
    beforeAll(async () => {
      made = await make();
      store = made.store;
      readers = made.reader === undefined ? [store] : [store, made.reader];
    });
    afterAll(async () => made.close?.());

    test('says null for what is not there, and lists nothing', async () => {
      for (const reader of readers) {
        expect(await reader.get('cdr/none.jsonl.gz')).toBeNull();
        expect(await reader.getRange('cdr/none.jsonl.gz', 0, 8)).toBeNull();
      }
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
      for (const reader of readers) expect((await reader.get(name))?.equals(body)).toBe(true);
      expect(await store.head(name)).toStrictEqual({ size: body.length });
      expect(await store.putIfAbsent(`${name}-2`, body)).toBe(true);
      expect((await store.get(`${name}-2`))?.equals(body)).toBe(true);
    });

    test('gives a piece of an object, as far as the object goes', async () => {
      const body = randomBytes(100_000);
      await store.put('piece/whole', body);
      await store.put('piece/empty', Buffer.alloc(0));
      const ranges: [start: number, end: number][] = [
        [0, 1],
        [0, 100_000],
        [65_530, 65_545],
        [99_999, 100_000],
        [99_990, 100_010],
        [0, 10_000_000],
      ];
      for (const reader of readers) {
        for (const [start, end] of ranges) {
          const piece = await reader.getRange('piece/whole', start, end);
          if (piece === null || piece === 'changed') throw new Error(`no piece from ${start} to ${end}`);
          expect([piece.size, piece.bytes.equals(body.subarray(start, end))]).toStrictEqual([100_000, true]);
        }
        expect(await reader.getRange('piece/whole', 100_000, 100_001)).toBe('changed');
        expect(await reader.getRange('piece/empty', 0, 1)).toBe('changed');
      }
    });

    test('tells that an object is no longer the one whose etag was given', async () => {
      for (const [i, reader] of readers.entries()) {
        const name = `piece/replaced-${i}`;
        const etag = async (): Promise<string> => {
          const piece = await reader.getRange(name, 0, 3);
          if (piece === null || piece === 'changed') throw new Error('no piece');
          return piece.etag;
        };
        await store.put(name, text('first'));
        const first = await etag();
        expect(await etag()).toBe(first);
        expect(await reader.getRange(name, 2, 4, first)).toStrictEqual({ bytes: text('rs'), etag: first, size: 5 });
        await store.put(name, text('other'));
        expect(await reader.getRange(name, 2, 4, first)).toBe('changed');
        expect(await etag()).not.toBe(first);
        expect(await reader.getRange(name, 2, 4, await etag())).toMatchObject({ bytes: text('he') });
      }
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
      for (const reader of readers) {
        expect(await reader.get(name)).toStrictEqual(text(name));
        const piece = { bytes: text(name).subarray(1, 4), etag: expect.any(String), size: Buffer.byteLength(name) };
        expect(await reader.getRange(name, 1, 4)).toStrictEqual(piece);
      }
      expect(await store.head(name)).toStrictEqual({ size: Buffer.byteLength(name) });
      expect(await store.list(name)).toStrictEqual([name]);
    });

    test.each(['', '/etc/passwd', '../up', 'a/../../up', 'a//b', 'a/', './a', 'a\\..\\b', 'a\0b'])(
      'refuses the name %j everywhere',
      async (name) => {
        const refusal = expect.objectContaining({ name: 'HuadanError', reason: 'archive' });
        await expect(store.get(name)).rejects.toThrowError(refusal);
        for (const reader of readers) await expect(reader.getRange(name, 0, 1)).rejects.toThrowError(refusal);
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
