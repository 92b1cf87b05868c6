/**
 * An independent reading of closed days and of the parts they are made of, to hold the real close to. What is checked of
 * each row is checked with Node's `assert`: vitest's `expect` takes longer than all else there.
 */

import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import * as z from 'zod/mini';
import type { CdrRecord } from '../../../shared/cdr/schema.ts';
import { canonicalNumber } from '../../../shared/days/canonical-number.ts';
import { entryOf } from '../../../shared/days/catalogue.ts';
import { findMembers, hashKey, indexRange } from '../../../shared/days/index.ts';
import { CATALOGUE_NAME, dayPrefix } from '../../../shared/days/layout.ts';
import { manifestSchema, type Manifest } from '../../../shared/days/manifest.ts';
import { unpackMember } from '../../../shared/days/members.ts';
import { readCatalogue, readManifest, sha256 } from '../../../shared/days/read.ts';
import type { Store } from '../../../shared/store/store.ts';

/** The lines of a day that count, in the order of parts, by a reading that shares no code with the close. */
export async function expectedLines(
  store: Store,
  day: string,
): Promise<{ lines: string[]; versions: number; moved: number }> {
  const rows: { slot: string; rev: number; callId: string; line: string }[] = [];
  for (const name of await store.list(`cdr/dt=${day}/`)) {
    const text = gunzipSync((await store.get(name))!).toString();
    for (const line of text.split('\n').slice(0, -1)) {
      const { callId, rev } = JSON.parse(line) as CdrRecord;
      rows.push({ slot: name.slice(0, -'-000.jsonl.gz'.length), rev, callId, line });
    }
  }
  const ofCall = new Map<string, typeof rows>();
  for (const row of rows) ofCall.set(row.callId, [...(ofCall.get(row.callId) ?? []), row]);
  const winners = new Set<object>();
  let moved = 0;
  for (const versions of ofCall.values()) {
    const lastSlot = versions.at(-1)!.slot;
    if (versions[0]!.slot !== lastSlot) moved++;
    const there = versions.filter(({ slot }) => slot === lastSlot);
    winners.add(there.reduce((best, one) => (one.rev >= best.rev ? one : best)));
  }
  return { lines: rows.filter((row) => winners.has(row)).map(({ line }) => line), versions: rows.length, moved };
}

export async function manifestOf(store: Store, day: string): Promise<Manifest> {
  const stored = await readManifest(store, day);
  if (stored === null) throw new Error(`${day} is not closed`);
  return stored.manifest;
}

/** All lines of a closed day, read as one gzip stream a file. */
export async function closedLines(store: Store, { day, files }: Manifest): Promise<string[]> {
  const texts = await Promise.all(files.map(async ({ name }) => gunzipSync((await store.get(dayPrefix(day) + name))!)));
  return texts.flatMap((text) => text.toString().split('\n').slice(0, -1));
}

/** Reads a day as a stranger does who starts at the manifest: the second time at the latest, all that it names fits. */
export async function readHeld(store: Pick<Store, 'get'>, day: string): Promise<string[]> {
  let misfit = '';
  for (let look = 0; look < 2; look++) {
    const { files } = JSON.parse(String(await store.get(`days/dt=${day}/_manifest.json`))) as Manifest;
    const bodies: Buffer[] = [];
    misfit = '';
    for (const object of files.flatMap((file) => [file, file.index])) {
      const body = await store.get(`days/dt=${day}/${object.name}`);
      if (body?.length !== object.bytes || sha256(body) !== object.sha256) misfit = object.name;
      else if (object.name.endsWith('.gz')) bodies.push(body);
    }
    if (misfit === '') return bodies.flatMap((body) => gunzipSync(body).toString().split('\n').slice(0, -1));
  }
  throw new Error(`${misfit} does not fit the manifest, and does not either when that is read again`);
}

/** Each row's id and numbers lead, by one range of the index, to the member it stands in; all members are reached so. */
async function expectFound(store: Store, { day, files }: Manifest, lines: readonly string[]): Promise<void> {
  const reached: string[] = [];
  for (const { name, index } of files) {
    const file = (await store.get(dayPrefix(day) + name))!;
    const entries = (await store.get(dayPrefix(day) + index.name))!;
    const known = new Map<string, number[]>();
    const membersOf = (kind: 'call' | 'number', key: string): number[] => {
      const hash = hashKey(kind, key);
      const { start, end } = indexRange(hash, index);
      return findMembers(entries.subarray(start, end), hash);
    };
    const offsets = new Set(Array.from({ length: index.entries }, (_, i) => entries.readUInt32BE(i * 8 + 4)));
    expect(offsets.size).toBe(index.members);
    for (const offset of [...offsets].sort((a, b) => a - b)) {
      const rows = unpackMember(file.subarray(offset, offset + index.largestMember))
        .toString()
        .split('\n')
        .slice(0, -1);
      assert(rows.length <= 512);
      reached.push(...rows);
      for (const row of rows) {
        const { callId, src, dst } = JSON.parse(row) as CdrRecord;
        assert(membersOf('call', callId).includes(offset), 'the index leads to each call');
        for (const number of [src, dst].map((one) => canonicalNumber(one ?? ''))) {
          if (number === '') continue;
          const members = known.get(number) ?? membersOf('number', number);
          known.set(number, members);
          assert(members.includes(offset), 'the index leads to the calls of a number');
        }
      }
    }
  }
  expect(reached).toEqual(lines);
}

function beganAt({ startSrcCallTime, endCallTime }: CdrRecord): string {
  return (startSrcCallTime ?? endCallTime)!;
}

function sumsOf(calls: readonly CdrRecord[]): Manifest['hours'][number] {
  return {
    calls: calls.length,
    answered: calls.filter(({ dstAcceptTime }) => dstAcceptTime !== null).length,
    billedSeconds: calls.reduce((sum, { duration }) => sum + (duration ?? 0), 0),
  };
}

function countBy(calls: readonly CdrRecord[], field: 'callEndStatus' | 'callType'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[String(call[field])] = (counts[String(call[field])] ?? 0) + 1;
  return counts;
}

/** The figures of some calls, added up without the project's code. */
function figuresOf(calls: readonly CdrRecord[]): Pick<Manifest, 'totals' | 'hours'> {
  const times = calls.map(beganAt).sort();
  return {
    totals: {
      ...sumsOf(calls),
      byStatus: countBy(calls, 'callEndStatus'),
      byType: countBy(calls, 'callType'),
      withRecording: calls.filter(({ recordUrl }) => recordUrl !== null).length,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
    },
    hours: Array.from({ length: 24 }, (_, hour) =>
      sumsOf(calls.filter((call) => Number(beganAt(call).slice(11, 13)) === hour)),
    ),
  };
}

/** What stands closed of a day is exactly what its parts give, and manifest, index and catalogue fit it. */
export async function expectClosed(store: Store, day: string, { index = true } = {}): Promise<Manifest> {
  const manifest = await manifestOf(store, day);
  z.parse(manifestSchema, manifest);
  const { lines, versions, moved } = await expectedLines(store, day);
  expect(await closedLines(store, manifest), 'one row a call, the latest, in the order of parts').toEqual(lines);
  for (const file of manifest.files) {
    for (const { name, bytes, sha256: hash } of [file, file.index]) {
      const body = (await store.get(dayPrefix(day) + name))!;
      expect({ name, bytes: body.length, hash: sha256(body) }).toEqual({ name, bytes, hash });
    }
  }
  const calls = lines.map((line) => JSON.parse(line) as CdrRecord);
  expect(manifest).toMatchObject({
    versions,
    movedWithinDay: moved,
    ...figuresOf(calls),
  });
  const parts: Record<string, number> = {};
  for (const name of await store.list(`cdr/dt=${day}/`)) {
    const slot = name.slice(-'0000-000.jsonl.gz'.length, -'-000.jsonl.gz'.length);
    parts[slot] = (parts[slot] ?? 0) + 1;
  }
  expect(manifest.parts).toEqual(parts);
  if (index) await expectFound(store, manifest, lines);
  const stored = (await readManifest(store, day))!;
  const entry = (await readCatalogue(store))?.days.find((one) => one.day === day);
  expect(entry, `the catalogue has ${day} (${CATALOGUE_NAME})`).toEqual(entryOf(stored.manifest, stored.sha256));
  return manifest;
}

/** The changes of the generation that stands. */
export async function changesOf(store: Store, { day, changes }: Manifest): Promise<Record<string, unknown>[]> {
  const body = (await store.get(dayPrefix(day) + changes!.name))!;
  if (body.length === 0) return [];
  return gunzipSync(body)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
