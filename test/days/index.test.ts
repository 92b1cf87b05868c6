import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import { createIndexBuilder, ENTRY_BYTES, findMembers, hashKey, indexRange } from '../../shared/days/index.ts';
import { packMember, unpackMember } from '../../shared/days/members.ts';
import { gunzipSync } from 'node:zlib';
import { runs, SEED } from '../support/seed.ts';

test('one number has one form, however it is written', () => {
  const spellings = ['+86 138-0000-0000', '008613800000000', '8613800000000', '13800000000', '013800000000'];
  const more = ['(+86)138 0000.0000', '0086 0138 0000 0000'];
  expect(new Set([...spellings, ...more].map(canonicalNumber))).toEqual(new Set(['13800000000']));
  const landlines = ['0755-1234567', '+86 0755 1234567', '00867551234567', '7551234567'];
  expect(new Set(landlines.map(canonicalNumber))).toEqual(new Set(['7551234567']));
});

test('86 is only taken off where it is the country', () => {
  expect(canonicalNumber('86123456')).toBe('86123456');
  expect(canonicalNumber('+8695588')).toBe('95588');
  expect(canonicalNumber('008686123456')).toBe('86123456');
  expect(canonicalNumber('+1 415 555 0100')).toBe('14155550100');
});

test('what is no whole number has no form to be found by', () => {
  const texts = ['', '138****0001', 'anonymous', '+', '000', '1+2', '١٣٨'];
  expect(texts.map(canonicalNumber)).toEqual(texts.map(() => ''));
});

test('the hash of a key is the first four bytes of SHA-256 over its kind and itself', () => {
  // printf 'c12-190123-aaaa' | sha256sum
  expect(hashKey('call', '12-190123-aaaa').toString(16)).toBe('8cb4e394');
  expect(hashKey('number', '13800000000').toString(16)).toBe('9ed68c89');
});

const key = fc.record({
  hash: fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 3 })),
  member: fc.nat(40),
});

const lend = (bytes: number): ArrayBuffer => new ArrayBuffer(bytes);

test(`every key is found in the one range its hash gives, and nothing else is (SEED=${SEED})`, () => {
  const builder = createIndexBuilder(16);
  const anyIndex = fc.property(fc.array(key, { maxLength: 300 }), fc.nat(2 ** 32 - 1), (keys, other) => {
    const byMember = [...keys].sort((a, b) => a.member - b.member);
    builder.clear();
    for (const { hash, member } of byMember) builder.add(hash, member);
    const offsets = Array.from({ length: 41 }, (_, member) => member * 31);
    const { bytes, entries, slack } = builder.build(offsets, lend);
    expect(bytes.length).toBe(entries * ENTRY_BYTES);
    for (const hash of [...keys.map((one) => one.hash), other]) {
      const wanted = new Set(keys.filter((one) => one.hash === hash).map(({ member }) => member * 31));
      const { start, end } = indexRange(hash, { entries, slack });
      if (start > 0) expect(bytes.readUInt32BE(start), 'it shows that none stands before').toBeLessThan(hash);
      if (end < bytes.length) expect(bytes.readUInt32BE(end - ENTRY_BYTES), 'nor behind').toBeGreaterThan(hash);
      expect(findMembers(bytes.subarray(start, end), hash)).toEqual([...wanted].sort((a, b) => a - b));
    }
    const sorted = Array.from({ length: entries }, (_, i) => bytes.readBigUInt64BE(i * ENTRY_BYTES));
    expect(sorted).toEqual([...new Set(sorted)].sort((a, b) => (a < b ? -1 : 1)));
  });
  fc.assert(anyIndex, { seed: SEED, numRuns: runs(200, 5000) });
});

test('hashes spread so evenly that the range of one among 200 000 is a few kilobytes', () => {
  const builder = createIndexBuilder(16);
  for (let call = 0; call < 200_000; call++) builder.add(hashKey('call', `12-260305-${call}`), call >> 9);
  const { entries, slack } = builder.build(
    Array.from({ length: 400 }, (_, member) => member),
    lend,
  );
  expect(entries).toBe(200_000);
  expect(slack).toBeLessThan(2000);
});

test('a member is read alone, whatever stands behind it; all together are one gzip stream', async () => {
  const texts = ['{"callId":"a"}\n', '{"callId":"b"}\n'.repeat(512), '中文\n'];
  const packed = await Promise.all(texts.map(async (text) => packMember(Buffer.from(text))));
  const file = Buffer.concat(packed);
  expect(gunzipSync(file).toString()).toBe(texts.join(''));
  let at = 0;
  for (const [i, member] of packed.entries()) {
    for (const end of [at + member.length, at + member.length + 7, file.length]) {
      expect(unpackMember(file.subarray(at, end)).toString()).toBe(texts[i]);
    }
    expect(() => unpackMember(file.subarray(at, at + member.length - 9))).toThrow('unexpected end of file');
    at += member.length;
  }
});

test('the same lines make the same bytes, whatever system packs them', async () => {
  const packed = await packMember(Buffer.from('{"callId":"a"}\n'));
  expect(packed.subarray(0, 10).toString('hex')).toBe('1f8b08000000000000ff');
});
