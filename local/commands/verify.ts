/** `verify`: reads everything there is of some days and tells what is not as it should be. */

import { createCloseMemory } from '../../functions/close/memory.ts';
import { listParts } from '../../functions/close/listing.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readCloseConfig } from '../../shared/config/read.ts';
import { openReplaceable } from '../../shared/store/open-store.ts';
import { printable } from '../../shared/printable.ts';
import { daysBetween } from '../../shared/days/calendar.ts';
import { openState } from '../../shared/view/day-state.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { DAYS_ARGS, readDays } from '../console/day-range.ts';
import { readAll } from '../console/read-all.ts';
import { createTerminal } from '../console/terminal.ts';
import { readCalendar } from '../console/calendar.ts';
import { verifyDay } from '../verify/verify-day.ts';

export const command = defineCommand({
  args: { ...DAYS_ARGS, ...SETTINGS_ARGS },
  help: ({ verify }) => verify.help,

  async run({ args, environment, stdout, stderr, clock, words }) {
    const say = words.verify;
    const { range, config } = readAll({
      range: () => readDays(args, words),
      config: () => readCloseConfig(environment),
    });
    const store = openReplaceable(config.archive);
    const layout = createLayout(config.passes);
    const progress = createTerminal(stderr, words).progress('%');
    const days = daysBetween(range.from, range.to);
    const calendar = await readCalendar(store, Math.floor(clock() / 1000), config.passes.utcOffsetSeconds);
    const memory = createCloseMemory();
    let faults = 0;
    try {
      for (const [i, day] of days.entries()) {
        const listed = (await listParts(store, day)).get(day) ?? [];
        const onProgress = (share: number): void =>
          progress.update(Math.floor(((i + share) / days.length) * 100), 100, day);
        const found = await verifyDay({ day, listed }, { store, layout, now: 0, memory, onProgress }, say);
        faults += found.faults.length;
        for (const fault of found.faults) stdout.write(`${day}  ${printable(fault)}\n`);
        const state = openState(day, calendar);
        const isThere = state === 'open' || found.generation !== undefined || listed.length > 0;
        if (!isThere && found.faults.length === 0) {
          stdout.write(`${day}  ${words.days.states[state]}\n`);
          continue;
        }
        const closed = found.generation === undefined ? words.days.states.open : say.generation(found.generation);
        const verdict = found.faults.length === 0 ? say.good : say.faults(found.faults.length);
        stdout.write(`${say.day(day, verdict, listed.length, found.versions, closed)}\n`);
      }
    } finally {
      progress.stop();
    }
    return faults === 0 ? 0 : 1;
  },
});
