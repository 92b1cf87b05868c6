/**
 * One line of the archive, as downstream reads it. The hot path in `line.ts` writes lines by hand; a test holds the two
 * together. Field meanings: https://cloud.tencent.com/document/product/610/11854 (results table).
 */

import * as z from 'zod/mini';

const about = <T extends z.ZodMiniType>(schema: T, description: string): T => schema.check(z.meta({ description }));

const text = z.nullable(z.string());
const integer = z.nullable(z.int());
const time = z.nullable(z.iso.datetime({ offset: true, precision: 0 }));

/** The fields of a call, in the order they are written. Keys the vendor adds later follow `orderId`, sorted. */
export const cdrFields = {
  callId: about(z.string().check(z.minLength(1)), 'The id that the call request returned'),
  src: about(text, 'Caller number, 0086 and the national number'),
  dst: about(text, 'Callee number, 0086 and the national number'),
  startSrcCallTime: about(time, 'When the caller was called'),
  startSrcRingTime: about(time, "When the caller's phone rang"),
  srcAcceptTime: about(time, 'When the caller answered'),
  startDstCallTime: about(time, 'When the callee was called'),
  startDstRingTime: about(time, "When the callee's phone rang"),
  dstAcceptTime: about(time, 'When the callee answered'),
  endCallTime: about(time, 'When the call ended'),
  callEndStatus: about(
    integer,
    '0 unknown, 1 normal, 2 caller did not answer, 3 callee did not answer, 4 caller not reached, 5 callee not reached',
  ),
  duration: about(integer, 'Billed seconds, as the vendor bills them'),
  recordUrl: about(text, 'Recording; null when there is none (yet)'),
  callType: about(z.int(), '1 VOIP, 2 IP to PSTN, 3 PSTN to PSTN'),
  bizId: about(text, 'bizId of the call request'),
  orderId: about(text, 'Order id'),
};

/** A call as the lookup answers it. */
export const cdrSchema = z.looseObject(cdrFields);

/** A call as the archive keeps it: with the version of its row, 0 for the first. */
export const recordSchema = z.looseObject({
  ...cdrFields,
  rev: about(z.int().check(z.minimum(0)), 'Version of the row: the highest is the latest'),
});

export type Cdr = z.infer<typeof cdrSchema>;
export type CdrRecord = z.infer<typeof recordSchema>;

/** JSON Schema (2020-12) of one line of the archive. */
export function recordJsonSchema(): object {
  const schema = z.toJSONSchema(recordSchema);
  return { ...schema, title: 'Huadan call detail record', description: 'One line of cdr/dt=*/*.jsonl.gz' };
}
