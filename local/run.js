/**
 * `npm start` and `npm run <command>` in a clone: what was changed is built first, in half a second. `npm start` takes the
 * place of its shell (`exec`), so that a SIGTERM to npm arrives here and the exit code at npm.
 */

import { pathToFileURL } from 'node:url';
import { build, CLI, isStale } from './build.js';

if (isStale()) await build();
await import(pathToFileURL(CLI).href);
