/** The timer: fires when a test says so, and tries again after failures as often as the function's settings allow. */

import { invokeStored, type Invoked, type InvokerOptions } from './invoke.ts';
import type { StoredFunction } from './model.ts';

/** @returns one outcome for each enabled timer. `message` takes the place of the trigger's own. */
export async function fireTimers(
  stored: StoredFunction,
  message: string | undefined,
  invoker: InvokerOptions,
): Promise<Invoked[]> {
  const timers = stored.triggers.filter(({ Type, Enable }) => Type === 'timer' && Enable === 1);
  const Time = new Date().toISOString().replace(/\.\d+/, '');
  const fire = async (TriggerName: string, argument: string): Promise<Invoked> => {
    const event = { Type: 'Timer', TriggerName, Time, Message: message ?? argument };
    let outcome = await invokeStored(stored, event, 'timer', invoker);
    for (let retry = 0; retry < stored.retries && outcome.status !== 200; retry += 1) {
      outcome = await invokeStored(stored, event, 'timer', invoker);
    }
    return outcome;
  };
  return Promise.all(timers.map(async ({ TriggerName, CustomArgument }) => fire(TriggerName, CustomArgument)));
}
