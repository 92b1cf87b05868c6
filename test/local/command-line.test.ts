import { expect, test } from 'vitest';
import { readCommandLine } from '../../local/console/arguments.ts';
import { commandLineOf } from '../../local/console/help.ts';
import { readAll } from '../../local/console/read-all.ts';
import { COMMANDS } from '../../local/commands/index.ts';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { HuadanError } from '../../shared/errors.ts';
import { runHere } from '../support/run-here.ts';

const TABLE = {
  callId: { type: 'positional' },
  from: { type: 'string' },
  json: { type: 'boolean', short: 'j' },
} as const;

test.each([
  [[], { callId: undefined, from: undefined, json: false }],
  [['--from', 'x', '--json', 'a'], { callId: 'a', from: 'x', json: true }],
  [['--from=x', '-j'], { callId: undefined, from: 'x', json: true }],
  [['--from=-1'], { callId: undefined, from: '-1', json: false }],
  [['--', '--json'], { callId: '--json', from: undefined, json: false }],
  [['--from', 'x', '--from', 'y'], { callId: undefined, from: 'y', json: false }],
])('%j is read as %j', (words, args) => {
  expect(readCommandLine(TABLE, words, COMMAND_WORDS.en.faults)).toEqual({ args, help: false, faults: [] });
});

test.each([
  [
    ['--frm', '-x'],
    ["Unknown option '--frm'.", "Unknown option '-x'."],
  ],
  [['--from'], ['--from needs a value.']],
  [['--from='], ['--from needs a value.']],
  [['--from', '--json'], ['--from needs a value.']],
  [['--json=yes'], ['--json takes no value.']],
  [
    ['--toString', '--__proto__'],
    ["Unknown option '--toString'.", "Unknown option '--__proto__'."],
  ],
  [['a', '--frm', 'x'], ["Unknown option '--frm'."]],
  [['--json', 'a', 'b'], ["Unexpected argument 'b'."]],
  [
    ['a', 'b'],
    ["Unexpected argument 'b'.", 'npm passes options on only after a separate --: npm run NAME -- --option value.'],
  ],
])('%j is refused, every fault at once', (words, faults) => {
  expect(readCommandLine(TABLE, words, COMMAND_WORDS.en.faults).faults).toEqual(faults);
});

const fault = (message: string, variables?: string) => (): never => {
  throw new HuadanError('config', message, variables === undefined ? {} : { facts: { variables } });
};

test('faults of arguments and settings are told together, those of one variable once', () => {
  expect(() =>
    readAll({
      a: fault('--from is missing.'),
      b: fault('A and B are missing.', 'A,B'),
      c: fault('B is missing.', 'B'),
      d: fault('B and C are missing.', 'B,C'),
    }),
  ).toThrow(
    expect.objectContaining({
      message: '--from is missing.\nA and B are missing.\nB and C are missing.',
      facts: { variables: 'A,B,C' },
    }),
  );
});

test.each([
  [{}, 'npx huadan pull --json', 'npx huadan start'],
  [{ npm_command: 'exec', npm_lifecycle_event: 'npx' }, 'npx huadan pull --json', 'npx huadan start'],
  [{ npm_command: 'run', npm_lifecycle_event: 'pull' }, 'npm run pull -- --json', 'npm start'],
])('command lines are shown as this user types them (%j)', (environment, pull, start) => {
  const commandLine = commandLineOf(environment);
  expect([commandLine('pull', '--json'), commandLine('start')]).toEqual([pull, start]);
});

test('every command is listed with what it does, and teaches', async () => {
  const { code, stdout } = await runHere('--help');
  expect(code).toBe(0);
  for (const name of Object.keys(COMMANDS)) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} +[A-Z].*\\.$`, 'm'));
    const help = await runHere(name, { args: ['--help'] });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/^Examples$[^]*^Options$[^]*^Exit codes$[^]*^ {2}2 /m);
    for (const line of help.stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
  }
});

test('the version is that of package.json, and `help NAME` is the help of NAME', async () => {
  expect(await runHere('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await runHere('status', { args: ['--help'] });
  expect(await runHere('help', { args: ['status'] })).toEqual(help);
});

test('a command that is spelt wrongly is refused with the one that is near', async () => {
  const { code, stderr } = await runHere('stauts');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^There is no command 'stauts'\. Is 'status' meant\?\n/)]);
});

test.each([['nonsense'], ['toString']])('%s is refused with the list of commands', async (name) => {
  const { code, stdout, stderr } = await runHere(name);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^There is no command '${name}'\\.$[^]*^  pull `, 'm'));
});
