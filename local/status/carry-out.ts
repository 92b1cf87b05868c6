/** From the options of `status` to a decision that is written: what it means is said first, and a yes waited for. */

import { readStoredState } from '../../shared/archive/stored-state.ts';
import { readPullConfig } from '../../shared/config/read.ts';
import { openStore } from '../../shared/store/open-store.ts';
import { createIsoTime } from '../../shared/time.ts';
import type { ArgTable, ParsedArgs } from '../console/arguments.ts';
import type { Host } from '../console/command.ts';
import { askPerson } from '../console/confirm.ts';
import { createConsoleLog } from '../console/console-log.ts';
import { argumentFault } from '../console/read-all.ts';
import { createTerminal } from '../console/terminal.ts';
import { readStretch } from '../console/time-range.ts';
import type { Words } from '../words/index.ts';
import { changeState, decidable } from './change-state.ts';
import { isOpen, touchedBy, type Decidable, type Decision } from './decide.ts';

export const DECISION_ARGS = {
  'accept-loss': { type: 'string', value: 'FROM/TO' },
  'drop-gap': { type: 'string', value: 'FROM/TO' },
  unblock: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const satisfies ArgTable;

const YES: ReadonlySet<string> = new Set(['yes', 'y', '是']);

type Args = ParsedArgs<typeof DECISION_ARGS>;

/** Undefined when none is asked for. @throws HuadanError `config` */
export function readDecision(
  args: Args,
  context: Pick<Host, 'environment' | 'clock'> & { readonly words: Words },
): Decision | undefined {
  const { change, faults } = context.words;
  const named = (['accept-loss', 'drop-gap'] as const).flatMap((kind): Decision[] => {
    const text = args[kind];
    return text === undefined ? [] : [{ kind, window: readStretch(`--${kind}`, text, context) }];
  });
  const decisions: Decision[] = args.unblock ? [...named, { kind: 'unblock' }] : named;
  if (decisions.length > 1) throw argumentFault(change.oneAtATime);
  if (args.yes && decisions.length === 0)
    throw argumentFault(faults.belongsTo('--yes', '--accept-loss, --drop-gap, --unblock'));
  return decisions[0];
}

function meaningOf(decision: Decision, state: Decidable, utcOffsetSeconds: number, words: Words['change']): string {
  if (decision.kind === 'unblock') return words.unblock;
  const iso = createIsoTime(utcOffsetSeconds);
  const stretches = touchedBy(decision, state).map(({ from, to }) => `${iso(from)}/${iso(to)}`);
  return (decision.kind === 'drop-gap' ? words.drop : words.accept)(stretches.join(', '));
}

/** @returns the exit code. @throws HuadanError `archive`, `config` */
export async function carryOut(
  decision: Decision,
  host: Host & { readonly args: Pick<Args, 'yes'>; readonly words: Words },
): Promise<number> {
  const { change: words } = host.words;
  const { args, environment, stdout, stderr, clock } = host;
  const { archive, passes, secrets } = readPullConfig(environment);
  const store = await openStore(archive);
  const read = await readStoredState(store);
  if (read === null || read === undefined) {
    stderr.write(`${words.noState}\n`);
    return 2;
  }
  const state = decidable(read);
  if (!isOpen(decision, state)) {
    const nothing = { 'accept-loss': words.noLoss, 'drop-gap': words.noGap, unblock: words.noBlock };
    stderr.write(`${nothing[decision.kind]}\n`);
    return 1;
  }
  stderr.write(`${meaningOf(decision, state, passes.utcOffsetSeconds, words)}\n`);
  if (!args.yes && !YES.has((await askPerson(words.question, host)) ?? '')) {
    stderr.write(`${words.notConfirmed}\n`);
    return 2;
  }
  const now = Math.floor(clock() / 1000);
  const log = createConsoleLog(createTerminal(stderr, host.words), secrets, host.words);
  if (!(await changeState(decision, { store, passes, now, log }))) {
    stderr.write(`${words.overtaken}\n`);
    return 1;
  }
  stdout.write(`${words.done}\n`);
  return 0;
}
