/** `serverless deploy` and `serverless deploy function`: plan, carry out, report. */

import { misspeltWarnings } from '../../shared/config/misspelt.ts';
import { chosenFunction, refuseOptions, targetOf, type Context } from '../context.ts';
import { checkArchiveUnchanged, checkFunctionSettings } from '../deploy/check-settings.ts';
import { describePlan, describeStep } from '../deploy/describe.ts';
import { execute } from '../deploy/execute.ts';
import { find, type Target } from '../deploy/find.ts';
import { findOtherWriters } from '../deploy/other-writers.ts';
import { plan, triggersLeftAlone } from '../deploy/plan.ts';
import { describeIps } from '../deploy/report.ts';
import { waitForUrl } from '../deploy/wait-for-url.ts';
import { waitWhileChanging } from '../deploy/wait-until-active.ts';
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
  const all = wantedFunctions(context.service, context.env, artifacts);
  checkFunctionSettings(all, context.service);
  return all.map((wanted) => {
    const settings = context.service.functions[wanted.key];
    const artifact = artifacts.get(wanted.key);
    if (settings === undefined || artifact === undefined) throw new DeployError(`There is no function ${wanted.key}.`);
    return { wanted, target: targetOf(context, settings), artifact };
  });
}

/** Whatever can be refused is refused before anything is changed. */
async function checkAgainstCloud(context: Context, cloud: Cloud, work: readonly Work[]): Promise<void> {
  for (const { wanted, target } of work) checkArchiveUnchanged(wanted, await find(cloud, target));
  for (const { wanted } of work) {
    for (const other of await findOtherWriters(cloud, context.service, wanted)) {
      context.print(
        `Warning: ${other} files in the same ARCHIVE_URL as ${wanted.name}. Two writers of one archive repeat each ` +
          'other’s work and disagree about where the passes stand: give each stage a folder of its own.',
      );
    }
  }
}

/** @returns the function as it stands afterwards. */
async function deployOne(context: Context, cloud: Cloud, { wanted, target, artifact }: Work): Promise<Found> {
  // An interrupted deploy may have left a change under way.
  await waitWhileChanging(cloud, target);
  const found = await find(cloud, target);
  const steps = plan(wanted, found, { force: context.options['force'] === true });
  for (const name of triggersLeftAlone(wanted.triggers, found)) {
    context.say(`${wanted.name}: trigger ${name} was made elsewhere and is left as it is`);
  }
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

async function printPlan(context: Context, cloud: Cloud, work: readonly Work[]): Promise<void> {
  for (const { wanted, target } of work) {
    const found = await find(cloud, target);
    context.print(describePlan(plan(wanted, found, { force: context.options['force'] === true }), wanted, found));
  }
  context.print('Nothing was changed.');
}

async function deployKeys(context: Context, keys: readonly string[]): Promise<void> {
  const work = await prepare(context, keys);
  for (const warning of misspeltWarnings(context.env)) context.print(`Warning: ${warning}`);
  const cloud = await context.connect();
  await checkAgainstCloud(context, cloud, work);
  if (context.options['dry-run'] === true) {
    await printPlan(context, cloud, work);
    return;
  }
  const deployed: Found[] = [];
  for (const one of work) deployed.push(await deployOne(context, cloud, one));
  for (const { wanted, target } of work) {
    if (!wanted.triggers.some(({ type }) => type === 'http')) continue;
    const url = await waitForUrl(cloud, target);
    context.print(
      url === undefined
        ? 'The address of the Function URL is not there yet: `npx serverless info` shows it in a minute.'
        : `Function URL: ${url}`,
    );
  }
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
