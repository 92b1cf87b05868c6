/**
 * All output keeps one promise: no number, id or token in play can be read in it. Here is what helpers hand over: log
 * lines, what commands print in this process, messages to a webhook, answers that hold no records. `output-setup.ts`
 * adds what this process and its children print, and fails the test.
 */

import type { Post } from '../../shared/http.ts';

/** Commands whose answer is records. */
const ANSWERS = /\b(?:lookup|export)\b|--raw\b/;

interface Given {
  readonly where: string;
  readonly text: string;
  readonly private: readonly string[];
}

let find: (text: string) => readonly string[] = () => [];
const given: Given[] = [];

/** Says what is private. Until it is said nothing is: what a child of a test prints its parent hears. */
export function guard(finder: typeof find): void {
  find = finder;
}

/** Remembers what of `text` is private until the test ends, which then fails. */
export function heard(where: string, text: string): void {
  const found = find(text);
  if (found.length > 0) given.push({ where, text: text.slice(0, 500), private: found });
}

/** What was heard and is private, which is then forgotten. */
export function takeGiven(): Given[] {
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

/** True for a command whose standard output is records. */
export function answersWithRecords(command: string): boolean {
  return ANSWERS.test(command);
}

/** As `heard`, for all that a command printed. */
export function heardCommand(command: string, { stdout, stderr }: { stdout: string; stderr: string }): void {
  if (!answersWithRecords(command)) heard(`stdout of ${command}`, stdout);
  heard(`stderr of ${command}`, stderr);
}
