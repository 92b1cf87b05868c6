/**
 * `_changes-001.jsonl.gz`: one line for each call that a generation added or revised, so that whoever sent a bill made of
 * the generation before knows what it is off by.
 */

import type { CdrRecord } from '../cdr/schema.ts';
import type { Body } from './body.ts';
import { createLinePacker, UNDER_WAY } from './pack-lines.ts';

export interface Change {
  readonly callId: string;
  readonly change: 'added' | 'revised';
  /** 0 for a call that was not there. */
  readonly billedSecondsBefore: number;
  readonly billedSecondsAfter: number;
  /** The call as it is now. */
  readonly record: CdrRecord;
}

export interface Changes {
  /** @param before the billed seconds of the call in the generation before; undefined when it was not there */
  add: (record: CdrRecord, line: string, before: number | undefined) => void;
  settle: () => Promise<void>;
  end: () => Promise<{
    readonly bytes: Buffer;
    readonly added: number;
    readonly revised: number;
    readonly billedSeconds: number;
  }>;
}

export function createChanges(body: Body): Changes {
  body.clear();
  const packer = createLinePacker();
  let added = 0;
  let revised = 0;
  let billedSeconds = 0;

  async function settle(underWay: number): Promise<void> {
    for await (const { bytes } of packer.packed(underWay)) body.append(bytes);
  }

  return {
    add(record, line, before) {
      const after = record.duration ?? 0;
      if (before === undefined) added++;
      else revised++;
      billedSeconds += after - (before ?? 0);
      const head = {
        callId: record.callId,
        change: before === undefined ? 'added' : 'revised',
        billedSecondsBefore: before ?? 0,
        billedSecondsAfter: after,
      };
      const text = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"record":${line}}`);
      packer.add(text, 0, text.length);
    },
    settle: async () => settle(UNDER_WAY),
    async end() {
      packer.flush();
      await settle(0);
      return { bytes: body.bytes(), added, revised, billedSeconds };
    },
  };
}
