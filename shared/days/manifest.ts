/**
 * `_manifest.json`: what a closed day holds, whether it is complete, and the figures people ask for first.
 * The JSON Schema beside this file is made of it (`npm run schema`).
 */

import * as z from 'zod/mini';

const about = <T extends z.ZodMiniType>(schema: T, description: string): T => schema.check(z.meta({ description }));

export const count = z.int().check(z.minimum(0));
export const daySchema = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/));
export const timeSchema = z.iso.datetime({ offset: true, precision: 0 });
export const sha256Schema = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const share = z.nullable(z.number().check(z.minimum(0), z.maximum(1)));
const seconds = z.nullable(z.number());

export const shortfallSchema = z.object({
  reason: about(
    z.enum(['since', 'passes', 'gap', 'lost']),
    "since: before the pull's state began; passes: not every pass has gone over it; gap: still being tried; lost: the vendor had forgotten it",
  ),
  from: timeSchema,
  to: timeSchema,
  why: about(z.string(), "The pull's own word for it, or a sentence"),
});

const nameSchema = about(
  z.string(),
  'In the folder of the day; below _next/ until it has replaced the object that stood there',
);

export const fileSchema = z.object({
  name: nameSchema,
  calls: count,
  bytes: count,
  sha256: sha256Schema,
  index: z.object({
    name: nameSchema,
    bytes: count,
    sha256: sha256Schema,
    entries: about(count, 'Of 8 bytes: u32 hash, u32 offset of the gzip member, big-endian, sorted'),
    slack: about(count, 'The largest distance of an entry from hash / 2^32 * entries'),
    members: about(count, 'gzip members in the file, of 512 rows each'),
    largestMember: about(count, 'Bytes of the largest of them: so much read from an offset holds a whole one'),
  }),
});

const waitSchema = z.object({ median: seconds, p95: seconds });
const legSchema = z.object({
  attempts: about(count, 'Calls in which this leg was dialled'),
  answered: about(count, 'Of them, accepted'),
  asr: about(share, 'Answer-seizure ratio: answered / attempts'),
  postDialDelay: about(waitSchema, 'Seconds from dialling to ringing'),
  ringTime: about(waitSchema, 'Seconds from ringing to the answer'),
});
const figuresSchema = z.object({ calls: count, answered: count, billedSeconds: z.int() });
const countsByCode = z.record(z.string(), count);

export const manifestSchema = z.object({
  version: z.literal(1),
  day: about(daySchema, "A day on the archive's clock"),
  utcOffset: z.string(),
  generation: about(count, '0 when the day is closed first; one more each time later parts changed its calls'),
  complete: about(z.boolean(), 'Every second of the day was asked for in time by every pass'),
  incomplete: about(z.array(shortfallSchema), 'Why it is not; empty when it is'),
  closedAt: timeSchema,
  files: z.array(fileSchema),
  parts: about(z.record(z.string(), z.int().check(z.minimum(1))), 'How many parts each slot (HHMM) had'),
  versions: about(count, 'Rows in those parts'),
  movedWithinDay: about(count, 'Calls that stand in several slots of the day; the row in the latest slot counts'),
  rejects: about(count, 'Rows of the day that could not be read and were set aside'),
  totals: z.object({
    ...figuresSchema.shape,
    byStatus: about(countsByCode, 'Calls by callEndStatus'),
    byType: about(countsByCode, 'Calls by callType'),
    withRecording: count,
    first: about(z.nullable(timeSchema), 'When the first call began'),
    last: about(z.nullable(timeSchema), 'When the last call began'),
  }),
  quality: z.object({
    a: about(legSchema, 'The leg to the caller (src)'),
    b: about(legSchema, 'The leg to the callee (dst)'),
    averageCallDuration: about(seconds, 'Billed seconds / answered calls'),
    shortCalls: about(count, 'Answered calls of less than 6 billed seconds'),
    shortCallShare: about(share, 'shortCalls / answered calls'),
    busiestHour: about(
      z.nullable(z.object({ from: timeSchema, legSeconds: count, erlang: z.number() })),
      'The 60 minutes, from a whole minute on, in which both legs were in use longest; erlang = legSeconds / 3600',
    ),
  }),
  hours: about(z.array(figuresSchema).check(z.length(24)), 'By the hour the call began in'),
  changes: z.nullable(
    z.object({
      name: z.string(),
      added: count,
      revised: count,
      billedSeconds: about(z.int(), 'By how much the sum of billed seconds changed'),
    }),
  ),
  previous: about(
    z.nullable(z.object({ generation: count, sha256: sha256Schema, closedAt: timeSchema })),
    'The manifest of the generation before; sha256 is that of its bytes',
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = z.infer<typeof fileSchema>;
export type Shortfall = z.infer<typeof shortfallSchema>;
export type Quality = Manifest['quality'];

/** JSON Schema (2020-12) of `_manifest.json`. */
export function manifestJsonSchema(): object {
  const schema = z.toJSONSchema(manifestSchema);
  return { ...schema, title: 'Huadan manifest of a closed day', description: 'days/dt=*/_manifest.json' };
}
