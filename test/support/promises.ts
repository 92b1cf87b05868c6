/**
 * The archive's promises, checked on whatever stands in a store. With Node's `assert`: vitest's `expect` takes longer
 * than all else when it is called for each of many thousand rows.
 */

import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { recordSchema } from '../../shared/cdr/schema.ts';
import type { Store } from '../../shared/store/store.ts';
import { archiveLines } from './pulling.ts';

const PART = /^cdr\/dt=(\d{4}-\d\d-\d\d)\/(\d{8}T\d{4})-(\d{3})\.jsonl\.gz$/;

/**
 * Whatever happened: every line is a record in the part of its slot, parts are numbered without a gap and sorted, no
 * (callId, rev) stands twice, versions count up from 0 and each differs from the one before.
 */
export async function expectSound(store: Store, slotMinutes: number): Promise<void> {
  const versions = new Map<string, Map<number, string>>();
  const parts = new Map<string, number[]>();
  let previous = { name: '', order: '' };
  for (const { name, line } of await archiveLines(store)) {
    const [, dt = '', slot = '', part = ''] = PART.exec(name) ?? [];
    const record = z.parse(recordSchema, JSON.parse(line));
    const filedAt = record.startSrcCallTime ?? record.endCallTime ?? '';
    assert.equal(dt, filedAt.slice(0, 10));
    const minute = Math.floor(Number(filedAt.slice(14, 16)) / slotMinutes) * slotMinutes;
    assert.equal(slot, `${filedAt.slice(0, 14).replaceAll(/[-:]/g, '')}${String(minute).padStart(2, '0')}`);
    parts.set(slot, [...new Set([...(parts.get(slot) ?? []), Number(part)])]);

    const order = `${filedAt} ${record.callId} ${String(record.rev).padStart(6, '0')}`;
    if (previous.name === name) assert(order > previous.order, 'a part is sorted');
    previous = { name, order };

    const ofCall = versions.get(record.callId) ?? new Map<number, string>();
    assert(!ofCall.has(record.rev), 'no (callId, rev) stands twice');
    ofCall.set(record.rev, line.slice(0, line.lastIndexOf(',"rev":')));
    versions.set(record.callId, ofCall);
  }
  for (const numbers of parts.values()) assert.deepEqual(numbers, [...numbers.keys()], 'parts are numbered from 0');
  for (const ofCall of versions.values()) {
    const contents = [...ofCall].sort(([a], [b]) => a - b).map(([, content]) => content);
    for (let rev = 0; rev < contents.length; rev++) {
      assert(ofCall.has(rev), 'versions count up from 0');
      if (rev > 0) assert.notEqual(contents[rev], contents[rev - 1], 'a version differs from the one before');
    }
  }
}

/** The parts as they stand now, to be compared later: a part, once written, never changes. */
export async function snapshot(store: Store): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  for (const name of await store.list('cdr/')) parts.set(name, (await store.get(name))?.toString('base64') ?? '');
  return parts;
}

export async function expectUnchanged(store: Store, before: ReadonlyMap<string, string>): Promise<void> {
  const now = await snapshot(store);
  for (const [name, bytes] of before) assert.equal(now.get(name), bytes, `a part never changes: ${name}`);
}
