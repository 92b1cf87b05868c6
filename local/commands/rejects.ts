/** `rejects`: the vendor's rows that could not be filed, why, and another try. */

import {
  fileRejects,
  isOpen,
  judgeRejects,
  type JudgedReject,
  type Standing,
} from '../../shared/archive/judge-rejects.ts';
import { refuseOtherLayout } from '../../shared/archive/refuse-layout.ts';
import type { Archive } from '../../shared/archive/add.ts';
import { createLayout } from '../../shared/archive/layout.ts';
import { readRejects } from '../../shared/archive/rejects.ts';
import { readStoredState } from '../../shared/archive/stored-state.ts';
import { createLineWriter } from '../../shared/cdr/line.ts';
import { readCloseConfig, type CloseConfig } from '../../shared/config/read.ts';
import { printable } from '../../shared/printable.ts';
import { openReplaceable, openStore } from '../../shared/store/open-store.ts';
import { defineCommand, SETTINGS_ARGS } from '../console/command.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { foundJson, foundText, type Found } from '../rejects/text.ts';
import type { Words } from '../words/index.ts';

const DONE = 0;
const OPEN = 3;

const DAY = /^\d{4}-\d\d-\d\d$/;

function readDay(option: string, text: string | undefined, otherwise: string, { faults }: Words): string {
  if (text === undefined) return otherwise;
  if (DAY.test(text)) return text;
  throw argumentFault(faults.notADay(option));
}

/** Read with other slots, rows that are there would seem to be missing. @throws HuadanError `archive`, `config` */
async function openArchive({ archive, passes }: CloseConfig, writes: boolean): Promise<Archive> {
  const store = writes ? await openStore(archive) : openReplaceable(archive);
  const state = await readStoredState(store);
  if (state !== null && state !== undefined) refuseOtherLayout(state, passes);
  return { store, layout: createLayout(passes), writeLine: createLineWriter(passes.utcOffsetSeconds) };
}

export const command = defineCommand({
  args: {
    replay: { type: 'boolean' },
    versions: { type: 'boolean' },
    show: { type: 'boolean' },
    raw: { type: 'boolean' },
    from: { type: 'string', value: 'DAY' },
    to: { type: 'string', value: 'DAY' },
    json: { type: 'boolean' },
    ...SETTINGS_ARGS,
  },
  help: ({ rejects }) => rejects.help,

  async run({ args, environment, stdout, stderr, clock, words: all }) {
    const { config, days } = readAll({
      config: () => readCloseConfig(environment),
      days: () => ({ from: readDay('--from', args.from, '0000', all), to: readDay('--to', args.to, '9999', all) }),
      needs: () => {
        if (args.versions && !args.replay) throw argumentFault(all.faults.belongsTo('--versions', '--replay'));
        if (args.raw && !args.show) throw argumentFault(all.faults.belongsTo('--raw', '--show'));
      },
    });
    const words = all.rejects;
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
