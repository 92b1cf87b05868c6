import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { main_handler } from '../../functions/close/index.ts';
import timerEvent from '../fixtures/events/timer.json' with { type: 'json' };
import { DAY, MIDNIGHT, putPart, putState, record } from '../support/closing.ts';
import { expectClosed } from '../support/days/closed-day.ts';
import { startCos, type CosStandIn } from '../support/cos/index.ts';
import { logTo } from '../support/output.ts';

const HOUR = 3600;
const ROOT = 'lake/';

let cos: CosStandIn;
let lines: string[];
beforeEach(async () => {
  cos = await startCos();
  const store = cos.store(ROOT);
  await putState(store, MIDNIGHT + 24 * HOUR, { since: MIDNIGHT });
  await putPart(store, [record('12-260305-1', MIDNIGHT + HOUR), record('12-260305-2', MIDNIGHT + HOUR)]);
  cos.requests.length = 0;
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => logTo(lines)(String(line)));
  for (const [name, value] of Object.entries(cos.environment(ROOT))) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await cos.close();
});

/** The rights of its role in docs/deploy.md: it reads the archive, and writes what it makes. */
function grantItsRole(): void {
  cos.denies = (action, key) =>
    action === 'DeleteObject' || (action === 'PutObject' && !key.startsWith(`${ROOT}days/`));
}

test('a timer closes what is due, with no more rights than its role has, and logs its counters', async () => {
  grantItsRole();
  const context: { callbackWaitsForEmptyEventLoop?: boolean; time_limit_in_ms: number } = { time_limit_in_ms: 900_000 };
  const counters = await main_handler(timerEvent, context);
  expect(counters).toMatchObject({ days: 1, closed: 1, calls: 2, files: 1, complete: true });
  expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
  await expectClosed(cos.store(ROOT), DAY);
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual({
    level: 'info',
    message: 'close',
    ...counters,
  });
  expect(lines.join('')).not.toContain('12-260305-1');
});

test('closing an unchanged day takes three requests to COS, and no PUT', async () => {
  await main_handler({ day: DAY });
  for (const event of [{ day: DAY }, timerEvent]) {
    cos.requests.length = 0;
    expect(await main_handler(event)).toMatchObject({ days: 1, closed: 0, files: 0 });
    expect(cos.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
  }
});

test('an event it does not understand is refused and logged, and nothing is asked', async () => {
  await expect(main_handler({ days: 3 })).rejects.toMatchObject({ reason: 'event' });
  expect(lines.join('')).toContain('neither a timer event nor days');
  expect(cos.requests).toEqual([]);
});

test('a right that is missing is told by name', async () => {
  cos.denies = (action) => action === 'PutObject';
  await expect(main_handler({ day: DAY })).rejects.toMatchObject({
    message: expect.stringContaining('name/cos:PutObject'),
  });
});
