import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { createTerminal } from '../../local/console/terminal.ts';

function createStream(isTTY: boolean): { stream: PassThrough & { isTTY: boolean }; shown: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  return { stream, shown: () => String(stream.read() ?? '') };
}

test('on a terminal progress is a bar, which lines interrupt and which goes when it is done', () => {
  const { stream, shown } = createStream(true);
  const terminal = createTerminal(stream, COMMAND_WORDS.en);
  const progress = terminal.progress('windows');
  progress.update(1, 4, '10 calls');
  expect(shown()).toMatch(/█.* — left/);
  terminal.line('a line');
  const after = shown();
  expect(after).toContain('a line\n');
  expect(after.slice(after.indexOf('a line'))).toContain('1/4 windows  10 calls');
  progress.stop();
  shown();
  terminal.line('the end');
  expect(shown()).toBe('the end\n');
});

test('elsewhere progress is a line for each tenth, without colours or control characters', () => {
  const { stream, shown } = createStream(false);
  let ms = 0;
  const terminal = createTerminal(stream, COMMAND_WORDS.en, () => ms);
  const progress = terminal.progress('windows');
  for (let done = 1; done <= 40; done++) {
    ms += 5000;
    progress.update(done, 40, `${done} calls`);
  }
  progress.stop();
  terminal.complain('something failed');
  const lines = shown().split('\n');
  expect(lines[0]).toBe('4 of 40 windows, 4 calls');
  expect(lines.slice(9)).toEqual(['40 of 40 windows, 40 calls', 'something failed', '']);
});

test('elsewhere what is done within seconds shows no progress', () => {
  const { stream, shown } = createStream(false);
  let ms = 0;
  const progress = createTerminal(stream, COMMAND_WORDS.en, () => ms).progress('windows');
  for (let done = 1; done <= 40; done++) {
    ms += 120;
    progress.update(done, 40, `${done} calls`);
  }
  expect(shown()).toBe('');
});
