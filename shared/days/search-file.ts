/** Finds lines in one day file: a ranged read of its index, and one of each run of members that may hold the key. */

import { lineKeys } from '../cdr/line-keys.ts';
import type { StoreReader } from '../store/store.ts';
import { canonicalNumber } from './canonical-number.ts';
import { ENTRY_BYTES, findMembers, hashKey, indexRange, type IndexShape, type KeyKind } from './index.ts';
import { unpackMember } from './members.ts';

/** What is looked for: a callId as it is, or a number as `canonicalNumber` writes it. */
export interface Key {
  readonly kind: KeyKind;
  readonly text: string;
}

/** A day file, as manifest and catalogue tell of it. */
export interface DayFile {
  readonly name: string;
  readonly bytes: number;
  readonly indexName: string;
  readonly index: IndexShape & { readonly largestMember: number };
}

/** Reads a piece of an object that must have `size` bytes; null when it is not, or no longer, that object. */
export type ReadPiece = (name: string, size: number, start: number, end: number) => Promise<Buffer | null>;

/**
 * Etags seen, by name: an object is read on as the one it was at first. A warm function keeps them with the catalogue.
 */
export function createReadPiece(reader: StoreReader, etags: Map<string, string>): ReadPiece {
  return async (name, size, start, end) => {
    const piece = await reader.getRange(name, start, Math.min(end, size), etags.get(name));
    if (piece === null || piece === 'changed' || piece.size !== size) {
      etags.delete(name);
      return null;
    }
    etags.set(name, piece.etag);
    return piece.bytes;
  };
}

/** Members so near to each other are read at once: the bytes between them cost less than another request. */
const NEAR_BYTES = 64 * 1024;
const MOST_AT_ONCE = 1024 * 1024;

/** Stretches of the file that hold the members at `offsets`, each with room for its last one. */
function runsOf(
  offsets: readonly number[],
  largestMember: number,
): { start: number; end: number; offsets: number[] }[] {
  const runs: { start: number; end: number; offsets: number[] }[] = [];
  for (const offset of offsets) {
    const last = runs.at(-1);
    const end = offset + largestMember;
    if (last === undefined || offset > last.end + NEAR_BYTES || end - last.start > MOST_AT_ONCE) {
      runs.push({ start: offset, end, offsets: [offset] });
    } else {
      last.end = end;
      last.offsets.push(offset);
    }
  }
  return runs;
}

export function isAbout(line: string, { kind, text }: Key): boolean {
  const keys = lineKeys(line);
  if (keys === undefined) return false;
  if (kind === 'call') return keys.callId === text;
  return canonicalNumber(keys.src ?? '') === text || canonicalNumber(keys.dst ?? '') === text;
}

/** The lines of the member that begins at `bytes[0]`; null when none does. */
function linesOf(bytes: Buffer): string[] | null {
  try {
    const text = unpackMember(bytes).toString();
    return text.endsWith('\n') && lineKeys(text) !== undefined ? text.slice(0, -1).split('\n') : null;
  } catch {
    return null;
  }
}

/** True when no entry outside of these can have the hash: they are sorted, and go past it on both sides. */
function holdsAll(entries: Buffer, hash: number, isFirst: boolean, isLast: boolean): boolean {
  const before = isFirst || entries.readUInt32BE(0) < hash;
  return before && (isLast || entries.readUInt32BE(entries.length - ENTRY_BYTES) > hash);
}

/** The lines about `key`, or null when the file or its index is not the one that `file` tells of. */
export async function searchFile(read: ReadPiece, file: DayFile, key: Key): Promise<string[] | null> {
  const hash = hashKey(key.kind, key.text);
  const indexBytes = file.index.entries * ENTRY_BYTES;
  const { start, end } = indexRange(hash, file.index);
  if (start === end) return [];
  const entries = await read(file.indexName, indexBytes, start, end);
  if (entries === null || !holdsAll(entries, hash, start === 0, end === indexBytes)) return null;
  const found: string[] = [];
  for (const run of runsOf(findMembers(entries, hash), file.index.largestMember)) {
    const bytes = await read(file.name, file.bytes, run.start, run.end);
    if (bytes === null) return null;
    for (const offset of run.offsets) {
      const lines = linesOf(bytes.subarray(offset - run.start));
      if (lines === null) return null;
      for (const line of lines) if (isAbout(line, key)) found.push(line);
    }
  }
  return found;
}
