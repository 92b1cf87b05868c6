/** What a command shows a person: lines, and a progress bar where there is a terminal. */

import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import { SingleBar } from 'cli-progress';
import type { Words } from '../words/index.ts';

export interface Progress {
  /** `note` is a few words beside the count. */
  update(done: number, total: number, note: string): void;
  /** Takes the bar away. */
  stop(): void;
}

export interface Terminal {
  line(text?: string): void;
  /** A line about something that went wrong. */
  complain(text: string): void;
  /** Text to be seen first; plain where there are no colours (no terminal, `NO_COLOR`). */
  strong(text: string): string;
  /** One at a time. `unit` says what is counted. */
  progress(unit: string): Progress;
}

type Style = Parameters<typeof styleText>[0];

/** Elsewhere than on a terminal progress is told at each tenth, but no line sooner than this after the one before. */
const PLAIN_STEPS = 10;
const PLAIN_EVERY_MS = 5000;

function createBar(stream: Writable, unit: string, { progress, span }: Words): SingleBar {
  return new SingleBar({
    stream,
    format: `{bar} {percentage}%  {value}/{total} ${unit}  {note}  ${progress.left('{eta_formatted}')}`,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    clearOnComplete: true,
    linewrap: null,
    etaBuffer: 100,
    // The commands have their own way to end; the bar must not take the signal from them.
    gracefulExit: false,
    // cli-progress gives a text, NULL or INF, as long as it cannot estimate the time that is left.
    formatTime: (seconds) => span(Number.isFinite(seconds) ? seconds : null),
  });
}

/** @param clock milliseconds, for the pace of plain progress */
export function createTerminal(
  stream: Writable & { isTTY?: boolean },
  words: Words,
  clock: () => number = () => performance.now(),
): Terminal {
  const style = (format: Style, text: string): string => styleText(format, text, { stream });
  let bar: SingleBar | undefined;
  let shown: [done: number, total: number, note: string] | undefined;

  function show(): void {
    if (shown === undefined) return;
    const [done, total, note] = shown;
    bar?.start(total, done, { note });
  }

  function line(text = ''): void {
    bar?.stop();
    stream.write(`${text}\n`);
    show();
  }

  function barProgress(unit: string): Progress {
    bar = createBar(stream, unit, words);
    return {
      update(done, total, note) {
        const first = shown === undefined;
        shown = [done, total, note];
        if (first) show();
        bar?.setTotal(total);
        bar?.update(done, { note });
      },
      stop() {
        bar?.stop();
        bar = undefined;
        shown = undefined;
      },
    };
  }

  function plainProgress(unit: string): Progress {
    let told = 0;
    let toldMs = clock();
    return {
      update(done, total, note) {
        const step = Math.floor((done / total) * PLAIN_STEPS);
        if (step <= told || clock() - toldMs < PLAIN_EVERY_MS) return;
        line(words.progress.of(done, total, unit, note));
        told = step;
        toldMs = clock();
      },
      stop: () => undefined,
    };
  }

  return {
    line,
    complain: (text) => line(style('red', text)),
    strong: (text) => style('bold', text),
    progress: stream.isTTY === true ? barProgress : plainProgress,
  };
}
