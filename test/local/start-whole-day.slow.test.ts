/** A new demo begins with a history so long that a day of it can be closed: twenty thousand calls. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at } from '../support/pulling.ts';
import { freshFolder } from '../support/run-command.ts';
import { runHere, startHere } from '../support/run-here.ts';

test('a simulated vendor has one whole day: it is closed at once, and can be reported and exported', async () => {
  const folder = freshFolder();
  // Of all times of day, the one at which the last whole day lies back furthest: yesterday is not due yet.
  const aheadMs = at('2026-03-06T00:40:00') * 1000 - Date.now();
  const clock = (): number => Date.now() + aheadMs;
  const running = startHere('start', { folder, env: { PORT: '0', SLOT_MINUTES: '30' }, clock });
  for (const [name, stdout] of [
    ['Report', expect.stringContaining('2026-03-04  Complete')],
    ['Export', expect.stringMatching(/ \d+ calls of 1 day, /)],
  ] as const) {
    const [, line = ''] = await running.until(new RegExp(`^${name} +npx huadan (.*)$`, 'm'));
    const [command = '', ...args] = line.split(' ');
    expect(await runHere(command, { args, folder, clock })).toMatchObject({ code: 0, stdout });
  }
  expect(readFileSync(join(folder, 'data/2026-03-04.csv'), 'utf8').split('\n').length).toBeGreaterThan(10_000);
  running.stop();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});
