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
import { createHourlyClose } from './close-hourly.ts';
import { DEMO_EVERY, startDemo, type Demo } from './demo.ts';
import { runTicks } from './pull-loop.ts';
import { serveLookup } from './serve-lookup.ts';
import { tellWhatThisIs, tellWhatToTry } from './start-text.ts';

const REAL_EVERY = '5m';
const DEFAULT_SEED = 'huadan';

const ARGS = {
  seed: { type: 'string', value: 'TEXT', about: 'another simulated call centre (begin with an empty data/archive)' },
  every: {
    type: 'string',
    value: 'TIME',
    about: `time between pulls (default: ${REAL_EVERY}, simulated ${DEMO_EVERY})`,
  },
  ...SETTINGS_ARGS,
} as const;

function readEvery(text: string): number {
  const seconds = parseDurationSeconds(text);
  if (seconds !== undefined) return seconds * 1000;
  throw argumentFault('--every must be a duration such as 20s or 5m.');
}

interface Cycle {
  /** As it was written, `20s`. */
  readonly every: string;
  readonly everyMs: number;
  readonly demo: Demo | undefined;
}

async function run(environment: Environment, cycle: Cycle, context: CommandContext<typeof ARGS>): Promise<void> {
  const { every, everyMs, demo } = cycle;
  const { args, stdout, folder, stopSignal, clock, commandLine } = context;
  const { config, lookupConfig, localConfig } = readConfigs(environment);
  const terminal = createTerminal(stdout);
  const stop = stopSignal();
  let store: Store | undefined;
  const opened = async (): Promise<Store> => (store ??= await openStore(config.archive));
  const lookup = await serveLookup(lookupConfig, localConfig, {
    log: createConsoleLog(terminal, lookupConfig.secrets),
    anyPort: demo !== undefined && (environment['PORT'] ?? '').trim() === '',
  });
  const lookupUrl = lookupConfig.tokens.length > 0 ? lookup.url : undefined;
  const settingsFile = demo === undefined ? args.env : DEMO_ENV;
  const running = { every, demo, folder, lookupUrl, settingsFile, commandLine };
  tellWhatThisIs(terminal, config, running);
  const deps = { ...createDeps(), clock };
  try {
    const afterTick = createHourlyClose(readCloseConfig(environment), { deps, terminal, stop });
    await runTicks(everyMs, { config, deps, openStore: opened, terminal, stop, afterTick }, async () => {
      const look = await lookCommand(config.archive, folder, opened);
      tellWhatToTry(terminal, running, { look, passes: config.passes, now: Math.floor(clock() / 1000) });
    });
    terminal.line('Stopped. The next start goes on from here.');
  } finally {
    deps.close();
    await lookup.close();
  }
}

export const command = defineCommand({
  summary: 'Pulls call records again and again until Ctrl-C, and answers lookups on this machine.',
  args: ARGS,
  examples: [
    ['', 'with a simulated vendor, into data/archive: nothing to set up'],
    ['--seed 7', 'another simulated call centre'],
    ['--every 1m', 'one pull a minute'],
    ['--env prod.env', 'settings from this file instead of .env'],
  ],
  notes: `With CDR_ENDPOINT, CDR_ID, CDR_APP_ID and ARCHIVE_URL in the environment or in .env it asks the real vendor and
fills the real archive. Each pull prints one line: the windows pulled, the calls that were new, changed or known, the
files written, and how far behind the archive is. Once an hour the days that are due are closed, a line each. HTTP is
answered at HOST and PORT (127.0.0.1:8651): GET /healthz, and lookups where LOOKUP_TOKENS names somebody.

Ctrl-C or SIGTERM ends it when the window under way is filed, a second Ctrl-C at once. What was missed while it did
not run is pulled by the next start.`,
  exitCodes: { 0: 'ended by Ctrl-C or SIGTERM', 1: 'something failed; the message says what' },

  async run(context) {
    const { args, environment } = context;
    const real = isSetUp(environment);
    const { every = real ? REAL_EVERY : DEMO_EVERY, seed } = args;
    const { everyMs } = readAll({
      everyMs: () => readEvery(every),
      seed: () => {
        if (real && seed !== undefined) {
          throw argumentFault('--seed is for the simulated vendor, but a real one is set up.');
        }
      },
      configs: () => (real ? readConfigs(environment) : undefined),
    });
    const demo = real ? undefined : await startDemo(seed ?? DEFAULT_SEED, environment, context.folder);
    try {
      await run(demo?.environment ?? environment, { every, everyMs, demo }, context);
    } finally {
      await demo?.close();
    }
    return 0;
  },
});
