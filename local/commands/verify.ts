/** `verify`: reads everything there is of some days and tells what is not as it should be. */

import { listParts } from '../../functions/close/listing.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { printable } from '../../shared/printable.ts';
import { dayAfter, daysBetween } from '../../shared/view/calendar.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { DAYS_ARGS, readDays } from '../console/day-range.ts';
import { count } from '../console/format-counters.ts';
import { readAll } from '../console/read-all.ts';
import { createTerminal } from '../console/terminal.ts';
import { verifyDay } from '../verify/verify-day.ts';

export const command = defineCommand({
  summary: 'Reads the parts and the closed files of days to the last byte, and tells what is wrong.',
  args: { ...DAYS_ARGS, ...SETTINGS_ARGS },
  examples: [
    ['--from 2026-03-01 --to 2026-03-31', 'a month'],
    ['--from 2026-03-05', 'one day'],
  ],
  notes: `Parts: whole gzip, every line a call of its slot, sorted, no version of a call twice. Closed days: files, index and
figures are what the parts give, and their hashes are the manifest's. Nothing is written.`,
  exitCodes: { 0: 'all is as it should be', 1: 'something is not; each fault has a line' },

  async run({ args, environment, stdout, stderr }) {
    const { range, config } = readAll({ range: () => readDays(args), config: () => readCloseConfig(environment) });
    const store = openReplaceable(config.archive);
    const layout = createLayout(config.passes);
    const progress = createTerminal(stderr).progress('%');
    const days = daysBetween(range.from, range.to) + 1;
    let faults = 0;
    try {
      for (let i = 0; i < days; i++) {
        const day = dayAfter(range.from, i);
        const listed = (await listParts(store, day)).get(day) ?? [];
        const onProgress = (share: number): void => progress.update(Math.floor(((i + share) / days) * 100), 100, day);
        const found = await verifyDay({ day, listed }, { store, layout, now: 0, onProgress });
        faults += found.faults.length;
        for (const fault of found.faults) stdout.write(`${day}  ${printable(fault)}\n`);
        const closed = found.generation === undefined ? 'not closed' : `generation ${found.generation}`;
        const verdict = found.faults.length === 0 ? 'good' : count(found.faults.length, 'fault');
        stdout.write(
          `${day}  ${verdict}: ${count(listed.length, 'part')}, ${count(found.versions, 'row')}, ${closed}\n`,
        );
      }
    } finally {
      progress.stop();
    }
    return faults === 0 ? 0 : 1;
  },
});
