#!/usr/bin/env node
/** `huadan <command>`. `commands/index.ts` lists the commands and says how to add one. */

import { COMMANDS } from './commands/index.ts';
import { main } from './console/main.ts';

await main(COMMANDS, process.argv.slice(2));
