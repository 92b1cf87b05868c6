/** Set up before every test file: what can be read in its output and is private fails the test. See `output.ts`. */

import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, expect } from 'vitest';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import { createFinder } from './no-numbers.ts';
import { answersWithRecords, guard, heard, takeGiven } from './output.ts';

/** In the sources of a test: Chinese mobiles, fixed and foreign numbers, application ids. */
const NUMBER = /(?<![\w.])\+?(?:0{0,2}86)?[- ]?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{9,13}|1400\d{6,9})(?![\w.])/g;
const WORD = /(?:CDR_ID|TOKEN|SECRETKEY|\bid|\bappId)(?:: | = )'([\w-]{6,})'|\b(huadan_[\w-]{8,})/g;
/** Every number of the simulated call centre: local/simulator/phone-book.ts. */
const PLAN = /86(?:12\d{9}|0(?:755|20|28|10|21|571|27)9\d{7})/g;
/** A number that is printed in two pieces is found if it is in one line. */
const LONGEST_LINE = 10_000;

function sourcesInPlay(): string {
  const here = import.meta.dirname;
  const helpers = readdirSync(here).filter((name) => name.endsWith('.ts'));
  const files = [...helpers.map((name) => `${here}/${name}`), `${here}/../../local/simulator/call-centre.ts`];
  return [...files, expect.getState().testPath!].map((file) => readFileSync(file, 'utf8')).join('\n');
}

const sources = sourcesInPlay();
guard(
  createFinder({
    numbers: new Set((sources.match(NUMBER) ?? []).map(canonicalNumber)),
    plan: PLAN,
    words: [...sources.matchAll(WORD)].map(([, id, token = '']) => id ?? token),
  }),
);

function listen(stream: Readable | null, where: string): void {
  if (stream === null) return;
  let line = '';
  const push = stream.push.bind(stream);
  stream.push = (chunk: Buffer | null, encoding) => {
    line += chunk?.toString() ?? '';
    const end = chunk === null || line.length > LONGEST_LINE ? line.length : line.lastIndexOf('\n') + 1;
    heard(where, line.slice(0, end));
    line = line.slice(end);
    return push(chunk, encoding);
  };
}

function listenToChildren(message: unknown): void {
  const { process: child } = message as { process: ChildProcess };
  // It is told of before it is spawned.
  process.nextTick(() => {
    const command = child.spawnargs.join(' ');
    if (!/\b(?:node|npm)\b/.test(command)) return;
    if (!answersWithRecords(command)) listen(child.stdout, `stdout of ${command}`);
    listen(child.stderr, `stderr of ${command}`);
  });
}

function listenHere(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...all: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    heard('this process', Buffer.from(chunk).toString());
    return write(chunk, ...rest);
  };
}

// A worker runs this before each of its files, and listens once.
const LISTENING = Symbol.for('huadan.output.listening');
if (!(LISTENING in globalThis)) {
  Object.assign(globalThis, { [LISTENING]: true });
  diagnostics.subscribe('child_process', listenToChildren);
  listenHere(process.stdout);
  listenHere(process.stderr);
}

const expectNothingPrivate = (): void => expect(takeGiven(), 'private in output').toEqual([]);
afterEach(expectNothingPrivate);
// What comes when the test is over.
afterAll(expectNothingPrivate);
