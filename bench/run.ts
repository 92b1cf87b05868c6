/** `npm run bench`. */

import { main } from '../local/console/main.ts';
import { command } from './command.ts';

await main({ bench: async () => ({ command }) }, ['bench', ...process.argv.slice(2)]);
