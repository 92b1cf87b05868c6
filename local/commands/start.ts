/** `npm start`: pulls on and on, from a simulated vendor until a real one is set up. */

import type { Environment } from '../../shared/config/read.ts';
import { createDeps } from '../../shared/deps.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import { runCommand } from '../console/command.ts';
import { startDemo, type Demo } from './demo.ts';
import { readConfigs } from '../console/environment.ts';
import { lookCommand } from '../console/archive-location.ts';
import { serveLookup } from './serve-lookup.ts';
import { createSpokenLog } from '../console/console-log.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { tellWhatThisIs, tellWhatToTry } from './start-text.ts';
import { listenForStop } from '../console/shutdown.ts';
import { createTerminal } from '../console/terminal.ts';
import { runTicks } from './pull-loop.ts';

async function run(environment: Environment, { every, everyMs }: StartOptions, demo: Demo | undefined): Promise<void> {
  const { config, lookupConfig } = readConfigs(environment);
  const terminal = createTerminal();
  const stop = listenForStop();
  let store: Store | undefined;
  const opened = async (): Promise<Store> => (store ??= await openStore(config.archive));
  tellWhatThisIs(terminal, config, every, demo);

  const lookup = await serveLookup(lookupConfig, createSpokenLog(terminal, lookupConfig.secrets));
  const deps = createDeps();
  try {
    await runTicks(everyMs, { config, deps, openStore: opened, terminal, stop }, async () => {
      const look = await lookCommand(config.archive, opened);
      tellWhatToTry(terminal, config, { look, lookupUrl: lookup?.url, demo });
    });
    terminal.line('Stopped. The next start goes on from here.');
  } finally {
    deps.close();
    await lookup?.close();
  }
}

async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2));
  if ('help' in options) {
    process.stdout.write(options.help);
    return 0;
  }
  const demo = options.real ? undefined : await startDemo(options.seed, options.environment);
  try {
    await run(demo?.environment ?? options.environment, options, demo);
  } finally {
    await demo?.close();
  }
  return 0;
}

await runCommand(main);
