/**
 * Set up before every test file: all output keeps one promise, that no number, id or token in play can be read in it.
 * Output is what this process and its children print, and what helpers hand to `heard`: log lines, what commands print
 * in this process, messages to a webhook, answers that hold no records.
 */

import type { ChildProcess } from 'node:child_process';
import diagnostics from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, expect } from 'vitest';
import type { Post } from '../../shared/http.ts';
import { canonicalNumber } from '../../shared/days/canonical-number.ts';
import { createFinder } from './no-numbers.ts';

/** In the sources of a test: Chinese mobiles, fixed and foreign numbers, application ids. */
const NUMBER = /(?<![\w.])\+?(?:0{0,2}86)?[- ]?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{9,13}|1400\d{6,9})(?![\w.])/g;
const WORD = /(?:CDR_ID|TOKEN|SECRETKEY|\bid|\bappId)(?:: | = )'([\w-]{6,})'|\b(huadan_[\w-]{8,})/g;
/** Every number of the simulated call centre: local/simulator/phone-book.ts. */
const PLAN = /86(?:12\d{9}|0(?:755|20|28|10|21|571|27)9\d{7})/g;
/** Commands whose answer is records. */
const ANSWERS = /\b(?:lookup|export)\b|--raw\b/;
/** A number that is printed in two pieces is found if it is in one line. */
const LONGEST_LINE = 10_000;

function sourcesInPlay(): string {
  const here = import.meta.dirname;
  const helpers = readdirSync(here).filter((name) => name.endsWith('.ts'));
  const files = [...helpers.map((name) => `${here}/${name}`), `${here}/../../local/simulator/call-centre.ts`];
  return [...files, expect.getState().testPath!].map((file) => readFileSync(file, 'utf8')).join('\n');
}

const sources = sourcesInPlay();
const find = createFinder({
  numbers: new Set((sources.match(NUMBER) ?? []).map(canonicalNumber)),
  plan: PLAN,
  words: [...sources.matchAll(WORD)].map(([, id, token = '']) => id ?? token),
});

const given: { where: string; text: string; private: string[] }[] = [];

/** Remembers what of `text` is private until the test ends, which then fails. */
export function heard(where: string, text: string): void {
  const found = find(text);
  if (found.length > 0) given.push({ where, text: text.slice(0, 500), private: found });
}

/** What was heard and is private, which is then forgotten. */
export function takeGiven(): typeof given {
  return given.splice(0);
}

/** Takes the lines of a log. */
export function logTo(lines: string[]): (line: string) => true {
  return (line) => {
    heard('log', line);
    lines.push(line);
    return true;
  };
}

/** Posts to a webhook. */
export function heardPost(post: Post): Post {
  return async (request) => {
    heard('webhook', request.body);
    return post(request);
  };
}

/** As `heard`, for all that a command printed. */
export function heardCommand(command: string, { stdout, stderr }: { stdout: string; stderr: string }): void {
  if (!ANSWERS.test(command)) heard(`stdout of ${command}`, stdout);
  heard(`stderr of ${command}`, stderr);
}

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

diagnostics.subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  // It is told of before it is spawned.
  process.nextTick(() => {
    const command = child.spawnargs.join(' ');
    if (!/\bno?de\b|\bnpm\b/.test(command)) return;
    if (!ANSWERS.test(command)) listen(child.stdout, `stdout of ${command}`);
    listen(child.stderr, `stderr of ${command}`);
  });
});

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (...all: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    heard('this process', Buffer.from(chunk).toString());
    return write(chunk, ...rest);
  };
}

const expectNothingPrivate = (): void => expect(takeGiven(), 'private in output').toEqual([]);
afterEach(expectNothingPrivate);
// What comes when the test is over.
afterAll(expectNothingPrivate);
