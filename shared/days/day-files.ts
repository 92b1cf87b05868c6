/** Calls -> the files of a day with their indexes. One file at a time is in memory. */

import type { Cdr } from '../cdr/schema.ts';
import type { Body } from './body.ts';
import { canonicalNumber } from './canonical-number.ts';
import { hashKey, type IndexBuilder } from './index.ts';
import { callsName, indexName } from './layout.ts';
import type { ManifestFile } from './manifest.ts';
import { createLinePacker, UNDER_WAY } from './pack-lines.ts';
import { sha256 } from './read.ts';

export interface DayFiles {
  /** A slot begins; the calls so far may be put as a file. */
  beginSlot: () => Promise<void>;
  /** Takes the call whose line is `bytes[start, end)`. */
  add: (call: Cdr, bytes: Buffer, start: number, end: number) => void;
  /** Waits for what is being packed, so that it does not pile up. */
  settle: () => Promise<void>;
  /** Puts the last file. */
  end: () => Promise<ManifestFile[]>;
}

/** Puts an object of the day; names are relative to its folder. Returns the one that it stands under for now. */
export type PutFile = (name: string, bytes: Buffer, sha256: string) => Promise<string>;

/** A file with so many calls is the last of its slot's; the next one begins with the next slot. */
const FILE_CALLS = 1_000_000;
/** No file is larger. One that is nearly so large ends with its slot too. */
export const FILE_BYTES = 64_000_000;
const NEARLY_FULL_BYTES = 60_000_000;
/** A number makes many calls; what this many of them hash to is kept. */
const KNOWN_NUMBERS = 50_000;

/** @default for tests, which have no million calls */
export interface FileLimits {
  readonly calls?: number;
  readonly bytes?: number;
}

function createNumberHashes(): (number: string | null) => number | undefined {
  const known = new Map<string, number | undefined>();
  return (number) => {
    if (number === null) return undefined;
    if (known.has(number)) return known.get(number);
    if (known.size >= KNOWN_NUMBERS) known.clear();
    const canonical = canonicalNumber(number);
    const hash = canonical === '' ? undefined : hashKey('number', canonical);
    known.set(number, hash);
    return hash;
  };
}

/** What a file is made in. */
export interface FileMemory {
  readonly body: Body;
  readonly index: IndexBuilder;
}

export function createDayFiles(put: PutFile, { body, index }: FileMemory, limits: FileLimits = {}): DayFiles {
  const mostCalls = limits.calls ?? FILE_CALLS;
  const mostBytes = limits.bytes ?? FILE_BYTES;
  const files: ManifestFile[] = [];
  const hashOfNumber = createNumberHashes();
  const packer = createLinePacker();
  /** The keys of the members that are not in the file yet, by number of member. */
  const waiting = new Map<number, number[]>();
  let nextMember = 0;
  let added = 0;
  let calls = 0;
  let offsets: number[] = [];

  async function putObject(name: string, bytes: Buffer): Promise<{ name: string; bytes: number; sha256: string }> {
    const hash = sha256(bytes);
    return { name: await put(name, bytes, hash), bytes: bytes.length, sha256: hash };
  }

  function begin(): void {
    body.clear();
    index.clear();
    calls = 0;
    offsets = [];
  }

  async function endFile(): Promise<void> {
    if (calls === 0) return;
    const bytes = body.bytes();
    const largestMember = offsets.reduce((most, at, i) => Math.max(most, (offsets[i + 1] ?? bytes.length) - at), 0);
    const file = await putObject(callsName(files.length), bytes);
    // The file is put, so the index takes its memory.
    const { bytes: entryBytes, entries, slack } = index.build(offsets, body.lend);
    const indexFile = await putObject(indexName(files.length), entryBytes);
    files.push({ ...file, calls, index: { ...indexFile, entries, slack, members: offsets.length, largestMember } });
    added -= calls;
    begin();
  }

  async function settle(underWay: number): Promise<void> {
    for await (const { bytes, rows } of packer.packed(underWay)) {
      if (body.length() + bytes.length > mostBytes) await endFile();
      for (const hash of waiting.get(nextMember) ?? []) index.add(hash, offsets.length);
      waiting.delete(nextMember++);
      offsets.push(body.length());
      body.append(bytes);
      calls += rows;
    }
  }

  begin();
  return {
    async beginSlot() {
      // So that it depends on the calls alone where a file ends.
      await settle(0);
      if (added < mostCalls && body.length() < mostBytes * (NEARLY_FULL_BYTES / FILE_BYTES)) return;
      packer.flush();
      await settle(0);
      await endFile();
    },
    add(call, bytes, start, end) {
      const member = packer.add(bytes, start, end);
      let hashes = waiting.get(member);
      if (hashes === undefined) {
        hashes = [];
        waiting.set(member, hashes);
      }
      hashes.push(hashKey('call', call.callId));
      for (const hash of [hashOfNumber(call.src), hashOfNumber(call.dst)]) if (hash !== undefined) hashes.push(hash);
      added++;
    },
    settle: async () => settle(UNDER_WAY),
    async end() {
      packer.flush();
      await settle(0);
      await endFile();
      return files;
    },
  };
}
