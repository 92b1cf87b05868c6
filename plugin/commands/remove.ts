/** `serverless remove`: the functions and their triggers go, the archive stays. */

import { targetOf, type Context } from '../context.ts';
import { deleteFunction } from '../deploy/execute.ts';
import { getFunction } from '../deploy/find.ts';
import { waitWhileChanging } from '../deploy/wait-until-active.ts';

export async function remove(context: Context): Promise<void> {
  const cloud = await context.connect();
  for (const settings of Object.values(context.service.functions)) {
    const target = targetOf(context, settings);
    await waitWhileChanging(cloud, target);
    if ((await getFunction(cloud, target)) === undefined) {
      context.print(`${settings.name}: was not there`);
    } else {
      await deleteFunction(cloud, target);
      context.print(`${settings.name}: removed, with its triggers`);
    }
  }
  context.print('The archive was not touched: all call records are still in the bucket.');
}
