/** `start`: pulls again and again, from a simulated vendor until a real one is set up. */

import { parseDurationSeconds } from '../../shared/config/parsers.ts';
import { readCloseConfig, type Environment } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { lookCommand } from '../console/archive-location.ts';
import { defineCommand, SETTINGS_ARGS, type CommandContext } from '../console/command.ts';
import { argumentFault, readAll } from '../console/read-all.ts';
import { createConsoleLog } from '../console/console-log.ts';
import { DEMO_ENV, isSetUp, readConfigs } from '../console/environment.ts';
import { createTerminal } from '../console/terminal.ts';
import type { Words } from '../words/index.ts';
import { createHourlyClose } from './close-hourly.ts';
import { DEMO_EVERY, startDemo, type Demo } from './demo.ts';
import { runTicks } from './pull-loop.ts';
import { serveLookup } from './serve-lookup.ts';
import { tellWhatThisIs, tellWhatToTry } from './start-text.ts';

const REAL_EVERY = '5m';
const DEFAULT_SEED = 'huadan';

const ARGS = {
  seed: { type: 'string', value: 'TEXT' },
  every: {
    type: 'string',
    value: 'TIME',
  },
  ...SETTINGS_ARGS,
} as const;

function readEvery(text: string, { start }: Words): number {
  const seconds = parseDurationSeconds(text);
  if (seconds !== undefined) return seconds * 1000;
  throw argumentFault(start.everyFault);
}

interface Cycle {
  /** As it was written, `20s`. */
  readonly every: string;
  readonly everyMs: number;
  readonly demo: Demo | undefined;
}

async function run(environment: Environment, cycle: Cycle, context: CommandContext<typeof ARGS>): Promise<void> {
  const { every, everyMs, demo } = cycle;
  const { args, stdout, folder, stopSignal, clock, commandLine, words } = context;
  const { config, lookupConfig, localConfig } = readConfigs(environment);
  const terminal = createTerminal(stdout, words);
  const stop = stopSignal();
  let store: Store | undefined;
  const opened = async (): Promise<Store> => (store ??= await openStore(config.archive));
  const lookup = await serveLookup(lookupConfig, localConfig, {
    log: createConsoleLog(terminal, lookupConfig.secrets, words),
    words,
    anyPort: demo !== undefined && (environment['PORT'] ?? '').trim() === '',
  });
  const lookupUrl = lookupConfig.tokens.length > 0 ? lookup.url : undefined;
  const settingsFile = demo === undefined ? args.env : DEMO_ENV;
  const running = { every, demo, folder, lookupUrl, settingsFile, commandLine, words };
  tellWhatThisIs(terminal, config, running);
  const deps = { ...createDeps(), clock };
  try {
    const afterTick = createHourlyClose(readCloseConfig(environment), { deps, terminal, stop, words });
    await runTicks(everyMs, { config, deps, openStore: opened, terminal, stop, words, afterTick }, async () => {
      const look = await lookCommand(config.archive, folder, opened);
      tellWhatToTry(terminal, running, { look, passes: config.passes, now: Math.floor(clock() / 1000) });
    });
    terminal.line(words.start.stopped);
  } finally {
    deps.close();
    await lookup.close();
  }
}

export const command = defineCommand({
  args: ARGS,
  help: ({ start }) => start.help,

  async run(context) {
    const { args, environment, folder, words, clock } = context;
    const real = isSetUp(environment);
    const { every = real ? REAL_EVERY : DEMO_EVERY, seed } = args;
    const { everyMs } = readAll({
      everyMs: () => readEvery(every, words),
      seed: () => {
        if (real && seed !== undefined) {
          throw argumentFault(words.start.seedFault);
        }
      },
      configs: () => (real ? readConfigs(environment) : undefined),
    });
    const demo = real ? undefined : await startDemo(seed ?? DEFAULT_SEED, environment, { folder, words, clock });
    try {
      await run(demo?.environment ?? environment, { every, everyMs, demo }, context);
    } finally {
      await demo?.close();
    }
    return 0;
  },
});
