import { expect, test } from 'vitest';
import { readEvent } from '../../functions/close/event.ts';
import { DAY, days, MIDNIGHT } from '../support/closing.ts';

const HOUR = 3600;

test('events: a timer, a day, days from one to another; anything else is refused by what is wrong with it', () => {
  const timer = { Type: 'Timer', TriggerName: 'close', Time: '2026-03-06T01:00:00Z' };
  const zone = 8 * HOUR;
  expect(readEvent(timer, zone)).toEqual({ kind: 'tick', now: undefined });
  expect(readEvent({ ...timer, Message: '{"now":"2026-03-06T01:00:00"}' }, zone)).toEqual({
    kind: 'tick',
    now: MIDNIGHT + 25 * HOUR,
  });
  expect(readEvent({ ...timer, Message: 'nightly' }, zone)).toEqual({ kind: 'tick', now: undefined });
  expect(readEvent({ day: DAY }, zone)).toEqual(days(DAY));
  expect(readEvent({ from: DAY, to: '2026-03-07', force: true }, zone)).toEqual(days(DAY, '2026-03-07', true));
  const refused = (event: unknown): string => {
    try {
      return JSON.stringify(readEvent(event, zone));
    } catch (error) {
      return String(error);
    }
  };
  for (const event of [null, {}, { day: 5 }, { day: DAY, when: 1 }, { from: DAY }]) {
    expect(refused(event)).toContain('neither a timer event nor days');
  }
  expect(refused({ day: '2026-02-31' })).toContain('no date');
  expect(refused({ from: '2026-03-07', to: DAY })).toContain('"from" is after "to"');
});
