/**
 * What it takes to find a call in an archive of 365 closed days: `npx tsx bench/archive-lookup.bench.ts [calls a day]`.
 * Requests and bytes are counted by the stand-in for COS, which runs in this process; every day holds as many calls.
 */

import { createArchiveSearch } from '../functions/lookup/from-archive.ts';
import { entryOf } from '../shared/days/catalogue.ts';
import { dayAfter } from '../shared/days/calendar.ts';
import { CATALOGUE_NAME, dayPrefix, manifestName } from '../shared/days/layout.ts';
import { createDaysMemory } from '../shared/days/memory.ts';
import { sha256 } from '../shared/days/read.ts';
import { LAYOUT } from '../test/support/archive-world.ts';
import { DAY, MIDNIGHT, manifestOf, putPart, putState, record, runClose } from '../test/support/closing.ts';
import { startCos } from '../test/support/cos/index.ts';
import { createMemoryStore } from '../test/support/memory-store.ts';
import { median } from './measure.ts';

const DAYS = 365;
const ROUNDS = 25;
const callsADay = Number(process.argv[2] ?? 10_000);
const idOf = (call: number): string => `12-260305-${call.toString(16).padStart(12, '0')}`;

const store = createMemoryStore();
const each = Math.ceil(callsADay / 144);
for (let slot = 0; slot < 144; slot++) {
  const calls = Array.from({ length: each }, (_, i) => {
    const number = `00861380${String((slot * each + i) * 7).padStart(7, '0')}`;
    return record(idOf(slot * each + i), MIDNIGHT + slot * 600 + (i % 600), { src: number });
  });
  await putPart(store, calls);
}
await putState(store, MIDNIGHT + 86_400);
await runClose(store);

const cos = await startCos();
const manifest = await manifestOf(store, DAY);
const days = Array.from({ length: DAYS }, (_, i) => dayAfter(DAY, i - DAYS + 1)).map((day) => {
  const bytes = Buffer.from(JSON.stringify({ ...manifest, day }));
  cos.objects.set(`lake/${manifestName(day)}`, bytes);
  for (const { name, index } of manifest.files) {
    for (const file of [name, index.name]) {
      cos.objects.set(`lake/${dayPrefix(day)}${file}`, store.objects.get(dayPrefix(DAY) + file)!);
    }
  }
  return entryOf({ ...manifest, day }, sha256(bytes));
});
const catalogue = Buffer.from(JSON.stringify({ version: 1, utcOffset: '+08:00', days }));
cos.objects.set(`lake/${CATALOGUE_NAME}`, catalogue);
cos.objects.set('lake/_state/pull.json', store.objects.get('_state/pull.json')!);

let bytes = 0;
const reader = cos.reader();
const counted: typeof reader = {
  get: async (name) => {
    const body = await reader.get(name);
    bytes += body?.length ?? 0;
    return body;
  },
  getRange: async (name, start, end, ifMatch) => {
    const piece = await reader.getRange(name, start, end, ifMatch);
    if (piece !== null && piece !== 'changed') bytes += piece.bytes.length;
    return piece;
  },
};

async function measure(what: string, rounds: number, isWarm: boolean, idAt: (round: number) => string): Promise<void> {
  const memory = createDaysMemory();
  const [requests, sizes, times]: number[][] = [[], [], []];
  for (let round = isWarm ? -1 : 0; round < rounds; round++) {
    const search = createArchiveSearch({
      reader: counted,
      memory: isWarm ? memory : createDaysMemory(),
      clock: () => (MIDNIGHT + 86_400) * 1000,
      deadlineMs: Infinity,
      ...LAYOUT,
    });
    cos.requests.length = 0;
    bytes = 0;
    const start = performance.now();
    const callId = idAt(Math.max(round, 0));
    await ((await search.namedDays(callId)) ?? search.everyDay(callId));
    if (round < 0) continue;
    times!.push(performance.now() - start);
    requests!.push(cos.requests.length);
    sizes!.push(bytes);
  }
  const kilobytes = (median(sizes!) / 1000).toFixed(1);
  process.stdout.write(
    `${what.padEnd(44)} ${String(median(requests!)).padStart(5)} requests ${kilobytes.padStart(9)} KB ${median(times!).toFixed(1).padStart(8)} ms\n`,
  );
}

process.stdout.write(`${DAYS} days of ${each * 144} calls; catalogue ${(catalogue.length / 1000).toFixed(0)} KB\n`);
const known = (round: number): string => idOf((round * 397) % (each * 144));
await measure('by id with its day, nothing known yet', ROUNDS, false, known);
await measure('by id with its day, warm', ROUNDS, true, known);
await measure('an id that tells no day and is nowhere, cold', 3, false, (round) => `none${round}`);
await measure('an id that tells no day and is nowhere, warm', 3, true, (round) => `none${round}`);
await cos.close();
