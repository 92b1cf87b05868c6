/** `rejects`: the vendor's rows that could not be filed, why, and another try. */

import {
  fileRejects,
  isOpen,
  judgeRejects,
  type JudgedReject,
  type Standing,
} from '../../shared/archive/judge-rejects.ts';
import { refuseOtherLayout } from '../../functions/pull/state.ts';
import type { Archive } from '../../shared/archive/add.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readRejects } from '../../shared/archive/rejects.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import { readCloseConfig, type CloseConfig } from '../../shared/config/read.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable, openStore } from '../../shared/store/open-store.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { LANGUAGE_ARGS, readLanguage } from '../console/language.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { readState } from '../status/change-state.ts';
import { foundJson, foundText, type Found } from '../rejects/text.ts';
import { COMMAND_WORDS } from '../words/index.ts';

const DONE = 0;
const OPEN = 3;

const DAY = /^\d{4}-\d\d-\d\d$/;

function readDay(name: string, text: string | undefined, otherwise: string): string {
  if (text === undefined) return otherwise;
  if (DAY.test(text)) return text;
  throw argumentFault(`--${name} is not a day: write 2019-01-23.`);
}

/** Read with other slots, rows that are there would seem to be missing. @throws HuadanError `archive`, `config` */
async function openArchive({ archive, passes }: CloseConfig, writes: boolean): Promise<Archive> {
  const store = writes ? await openStore(archive) : openReplaceable(archive);
  const state = await readState(store);
  if (state !== undefined) refuseOtherLayout(state, passes);
  return { store, layout: createLayout(passes), writeLine: createLineWriter(passes.utcOffsetSeconds) };
}

export const command = defineCommand({
  summary: 'Lists the rows of the vendor that could not be filed, and files those that can be now.',
  args: {
    replay: { type: 'boolean', about: 'files what today’s Huadan can read and the archive lacks' },
    versions: { type: 'boolean', about: 'with --replay: also rows of calls that the archive holds with other content' },
    show: { type: 'boolean', about: 'print the rows themselves, numbers masked' },
    raw: { type: 'boolean', about: 'with --show: numbers in clear' },
    from: { type: 'string', value: 'DAY', about: 'the first day they were asked for (default: all)' },
    to: { type: 'string', value: 'DAY', about: 'the last one' },
    json: { type: 'boolean', about: 'print JSON' },
    ...LANGUAGE_ARGS,
    ...SETTINGS_ARGS,
  },
  examples: [
    ['', 'how many, of which days, and why'],
    ['--show --from 2019-01-23', 'the rows'],
    ['--replay', 'after an update that reads more'],
  ],
  notes: `A reject is closed when the archive holds its row. Nothing is marked or deleted: that is found out anew each time.
A row that was filed with U+FFFD in place of half a character is closed from the beginning.`,
  exitCodes: { [DONE]: 'none is open', 1: 'something failed; the message says what', [OPEN]: 'some are open' },

  async run({ args, environment, stdout, stderr, clock }) {
    const { config, language, days } = readAll({
      config: () => readCloseConfig(environment),
      language: () => readLanguage(args, environment),
      days: () => ({ from: readDay('from', args.from, '0000'), to: readDay('to', args.to, '9999') }),
      needs: () => {
        if (args.versions && !args.replay) throw argumentFault('--versions belongs to --replay.');
        if (args.raw && !args.show) throw argumentFault('--raw belongs to --show.');
      },
    });
    const words = COMMAND_WORDS[language].rejects;
    const archive = await openArchive(config, args.replay);
    const judge = async (): Promise<JudgedReject[]> => judgeRejects(rejects, archive, Math.floor(clock() / 1000));
    const { rejects, damaged } = await readRejects(archive.store, days);
    let judged = await judge();
    let filed: Found['filed'];
    if (args.replay) {
      const wanted: readonly Standing[] = args.versions ? ['missing', 'other'] : ['missing'];
      const { added, revised, known, parts } = await fileRejects(
        judged.filter(({ standing }) => wanted.includes(standing)),
        archive,
      );
      filed = { added, revised, known, parts };
      judged = await judge();
    }
    const open = judged.filter(isOpen);
    const found: Found = { open, closed: judged.length - open.length, damaged, filed };
    const view = args.show ? { raw: args.raw, secrets: config.secrets } : undefined;
    stdout.write(args.json ? `${printable(foundJson(found, view))}\n` : foundText(found, view, words));
    if (damaged.length > 0) stderr.write(`${printable(words.damaged(damaged.join(', ')))}\n`);
    return open.length + damaged.length === 0 ? DONE : OPEN;
  },
});
