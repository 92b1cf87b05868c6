/** The check that stands over the output of every test finds a number however it was printed. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { heard, heardCommand, takeGiven } from '../support/output.ts';

const NUMBER = '13812340001';
/** Of the simulated call centre. */
const SIMULATED = '008612345678901';
const APP_ID = '1400004711';
const TOKEN = 'huadan_a-token-of-the-tests';

const found = (): string[] => takeGiven().flatMap((one) => one.private);

const encoded = (text: string, encoding: BufferEncoding): string => Buffer.from(text).toString(encoding);

describe('a number is found', () => {
  test.each([
    NUMBER,
    `+86${NUMBER}`,
    `0086${NUMBER}`,
    '138-1234-0001',
    '138 1234 0001',
    '138.1234.0001',
    '(+86) 138 [1234] 0001',
    '１３８１２３４０００１',
    `{"src":"${NUMBER}"}`,
    String.raw`{\"src\":\"${NUMBER}\"}`,
  ])('spelled %s, in clear and wherever it stands in base64', (spelled) => {
    heard('log', `pull of ${spelled} failed`);
    expect(found()).toEqual([NUMBER]);
    for (const encoding of ['base64', 'base64url'] as const) {
      for (const before of ['', 'a', 'ab', '\u00ff\u00fe\u00fd']) {
        const whole = encoded(`${before}"${spelled}" and more`, encoding);
        for (const text of [whole, whole.slice(0, -5), encoded(whole, encoding), `…${whole}…`]) {
          heard('log', text);
          expect(found(), text).toEqual([NUMBER]);
        }
      }
    }
  });

  test('broken off before it, in base64', () => {
    const whole = encoded(`{"callId":"12-190123-a","src":"${NUMBER}"}`, 'base64');
    for (let cut = 0; cut < 16; cut++) heard('log', whole.slice(cut));
    expect(found()).toHaveLength(16);
  });

  test.each([SIMULATED, APP_ID, TOKEN, encoded(`id=${TOKEN}&`, 'base64')])('and so is %s', (secret) => {
    heard('log', `x ${secret} y`);
    expect(found()).toHaveLength(1);
  });
});

test('what a child prints is heard, on both of its streams and in pieces', async () => {
  const program = `
    process.stdout.write('of 138-12');
    setTimeout(() => { console.log('34-0001'); console.error('${NUMBER}'); }, 100);`;
  await promisify(execFile)(process.execPath, ['-e', program]);
  expect(found()).toEqual([NUMBER, NUMBER]);
});

test('what this process prints is heard', () => {
  process.stderr.write(`\r${' '.repeat(20)}\r`);
  expect(found()).toEqual([]);
  heardCommand('status', { stdout: NUMBER, stderr: NUMBER });
  heardCommand('lookup', { stdout: NUMBER, stderr: '' });
  expect(found()).toEqual([NUMBER, NUMBER]);
});

test.each(['138****0001', '2019-01-23T17:10:39+08:00', '1548234639 1548235239', '{"windows":138,"requests":12340001}'])(
  '%s is nobody’s',
  (text) => {
    heard('log', text);
    expect(found()).toEqual([]);
  },
);
