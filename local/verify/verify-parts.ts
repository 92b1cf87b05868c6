/** What is wrong with the parts of a day. */

import { readParts, type ReadFrom } from '../../functions/close/parts.ts';
import { readPart } from '../../shared/archive/part.ts';
import { recordSchema, type CdrRecord } from '../../shared/cdr/schema.ts';
import type { Day } from '../../shared/days/layout.ts';
import { isHuadanError } from '../../shared/errors.ts';
import * as z from 'zod/mini';
import type { Words } from '../words/index.ts';

/** The order of a part: by time, then by callId, byte by byte. */
function orderOf({ startSrcCallTime, endCallTime, callId }: CdrRecord): Buffer {
  return Buffer.from(`${startSrcCallTime ?? endCallTime ?? ''} ${JSON.stringify(callId).slice(0, -1)}`);
}

/** The first fault of each part; a part with many has the same cause for all. */
export async function verifyParts(from: ReadFrom, day: Day, say: Words['verify']): Promise<string[]> {
  const faults: string[] = [];
  /** `callId rev` of the slot under way. */
  let seen = new Set<string>();
  for await (const { part, number, packed } of readParts(from, day)) {
    if (number === 0) seen = new Set();
    let before: Buffer = Buffer.alloc(0);
    let fault: string | undefined;
    const judge = (line: string): string | undefined => {
      let json: unknown;
      try {
        json = JSON.parse(line);
      } catch {
        return say.notJson;
      }
      const parsed = z.safeParse(recordSchema, json);
      if (!parsed.success) return say.notARecord(parsed.error.issues[0]?.path.join('.') ?? '');
      const order = orderOf(parsed.data);
      if (Buffer.compare(before, order) > 0) return say.notSorted;
      before = order;
      const version = `${parsed.data.callId} ${parsed.data.rev}`;
      if (seen.has(version)) return say.twice;
      seen.add(version);
      return undefined;
    };
    try {
      await readPart(part, packed, ({ bytes, start, lineEnd }) => {
        fault ??= judge(bytes.toString('utf8', start, lineEnd));
      });
    } catch (error) {
      if (!isHuadanError(error, 'archive')) throw error;
      faults.push(error.message);
      continue;
    }
    if (fault !== undefined) faults.push(say.part(part.name, fault));
  }
  return faults;
}
