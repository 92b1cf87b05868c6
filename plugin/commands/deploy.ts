/** `serverless deploy` and `serverless deploy function`: plan, carry out, report. */

import { chosenFunction, refuseOptions, targetOf, type Context } from '../context.ts';
import { describePlan, describeStep } from '../deploy/describe.ts';
import { execute } from '../deploy/execute.ts';
import { find, type Target } from '../deploy/find.ts';
import { plan } from '../deploy/plan.ts';
import { describeIps } from '../deploy/report.ts';
import { settle } from '../deploy/wait-until-active.ts';
import type { Found, Wanted } from '../deploy/state.ts';
import { DeployError } from '../errors.ts';
import type { Cloud } from '../cloud/client.ts';
import { readArtifact, type Artifact } from '../package/artifact.ts';
import { wantedFunctions } from '../settings.ts';

interface Work {
  readonly wanted: Wanted;
  readonly target: Target;
  readonly artifact: Artifact;
}

async function prepare(context: Context, keys: readonly string[]): Promise<Work[]> {
  const artifacts = new Map<string, Artifact>();
  for (const key of keys) artifacts.set(key, await readArtifact(context.packageFolder, key));
  return wantedFunctions(context.service, context.env, artifacts).map((wanted) => {
    const settings = context.service.functions[wanted.key];
    const artifact = artifacts.get(wanted.key);
    if (settings === undefined || artifact === undefined) throw new DeployError(`There is no function ${wanted.key}.`);
    return { wanted, target: targetOf(context, settings), artifact };
  });
}

/** @returns the function as it stands afterwards. */
async function deployOne(context: Context, cloud: Cloud, { wanted, target, artifact }: Work): Promise<Found> {
  // An interrupted deploy may have left the function on its way to somewhere.
  await settle(cloud, target);
  const found = await find(cloud, target);
  const steps = plan(wanted, found, { force: context.options['force'] === true });
  if (steps.length === 0) {
    context.print(`${wanted.name}: no change`);
    if (found !== undefined) return found;
  }
  for (const step of steps) {
    context.say(`${wanted.name}: ${describeStep(step, wanted, found)}`);
    await execute(cloud, target, wanted, artifact.zip, step);
  }
  const now = await find(cloud, target);
  if (now === undefined) throw new DeployError(`${wanted.name} is gone: someone else removed it. Deploy again.`);
  if (steps.length > 0) context.print(`${wanted.name}: ${found === undefined ? 'created' : 'updated'}`);
  return now;
}

async function dryRun(context: Context, cloud: Cloud, work: readonly Work[]): Promise<void> {
  for (const { wanted, target } of work) {
    const found = await find(cloud, target);
    context.print(describePlan(plan(wanted, found, { force: context.options['force'] === true }), wanted, found));
  }
  context.print('Nothing was changed.');
}

async function deployKeys(context: Context, keys: readonly string[]): Promise<void> {
  const work = await prepare(context, keys);
  const cloud = await context.connect();
  if (context.options['dry-run'] === true) {
    await dryRun(context, cloud, work);
    return;
  }
  const deployed: Found[] = [];
  for (const one of work) deployed.push(await deployOne(context, cloud, one));
  for (const { url } of deployed) if (url !== undefined) context.print(`Function URL: ${url}`);
  const ips = describeIps(deployed);
  if (ips !== '') context.print(ips);
}

export async function deploy(context: Context): Promise<void> {
  refuseOptions(context, 'conceal', 'aws-s3-accelerate', 'minify-template');
  await deployKeys(context, Object.keys(context.service.functions));
}

export async function deployFunction(context: Context): Promise<void> {
  refuseOptions(context, 'update-config');
  await deployKeys(context, [chosenFunction(context).key]);
}
