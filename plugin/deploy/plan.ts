/** What has to be done to get from what was found to what is wanted. Pure: it asks nobody and changes nothing. */

import { isDeepStrictEqual } from 'node:util';
import { DeployError } from '../errors.ts';
import { readCodeTag, withCodeTag, withoutCodeTag, withQuietTag } from './description-tags.ts';
import {
  CONFIGURATION_FIELDS,
  type AsyncSettings,
  type Configuration,
  type Found,
  type FoundTrigger,
  type Trigger,
  type Wanted,
} from './state.ts';
import { isAsWanted, matches } from './triggers.ts';

export type Step =
  | { readonly do: 'deleteFunction' }
  | { readonly do: 'createFunction'; readonly configuration: Configuration }
  | { readonly do: 'updateCode' }
  | { readonly do: 'updateConfiguration'; readonly changes: Partial<Configuration> }
  /** Undefined lifts the bound. */
  | { readonly do: 'reserveMemory'; readonly memory: number | undefined }
  | { readonly do: 'setAsync'; readonly async: AsyncSettings }
  | { readonly do: 'createTrigger'; readonly trigger: Trigger }
  /** `found` is what is changed: its name and qualifier stay, and what serverless.yml says nothing about. */
  | { readonly do: 'updateTrigger'; readonly trigger: Trigger; readonly found: FoundTrigger }
  | { readonly do: 'deleteTrigger'; readonly found: FoundTrigger };

/** What creating leaves behind when it fails: the name is taken, and only deleting is possible. */
const BROKEN = new Set(['CreateFailed', 'DeleteFailed']);

function changes(wanted: Configuration, found: Configuration): Partial<Configuration> {
  const fields = CONFIGURATION_FIELDS.filter((field) => field !== 'logs' || wanted.logs !== undefined);
  return pick(
    wanted,
    fields.filter((field) => !isDeepStrictEqual(wanted[field], found[field])),
  );
}

function pick(configuration: Configuration, fields: readonly (keyof Configuration)[]): Partial<Configuration> {
  return Object.fromEntries(fields.map((field) => [field, configuration[field]]));
}

/** Nothing is ever deleted to be made anew: a Function URL would have another address then. */
function triggerSteps(wanted: readonly Trigger[], found: readonly FoundTrigger[]): Step[] {
  const surplus = found.filter((there) => there.ours && !wanted.some((trigger) => matches(trigger, there)));
  const needed = wanted.flatMap((trigger): Step[] => {
    const there = found.find((candidate) => matches(trigger, candidate));
    if (there === undefined) return [{ do: 'createTrigger', trigger }];
    return isAsWanted(trigger, there) ? [] : [{ do: 'updateTrigger', trigger, found: there }];
  });
  return [...surplus.map((there): Step => ({ do: 'deleteTrigger', found: there })), ...needed];
}

/** Names of the triggers that no deployment made and serverless.yml does not ask for: they are left alone. */
export function triggersLeftAlone(wanted: readonly Trigger[], found: Found | undefined): string[] {
  const known = (found?.triggers ?? []).filter(
    (there) => !there.ours && !wanted.some((trigger) => matches(trigger, there)),
  );
  return [...known.map(({ name }) => name), ...(found?.foreignTriggers ?? [])];
}

/**
 * The new code's tag is written only after the code is there, and the old tag is taken away before: whatever happens
 * in between, no tag ever stands on other code than its own.
 */
function codeAndConfigurationSteps(wanted: Wanted, found: Found, force: boolean): Step[] {
  const configuration = taggedConfiguration(wanted);
  const description = withoutCodeTag(found.configuration.description);
  const sameCode = readCodeTag(found.configuration.description) === wanted.codeSha256;
  if (sameCode && wanted.handler === found.handler && found.status !== 'UpdateFailed' && !force) {
    const changed = changes(configuration, found.configuration);
    return Object.keys(changed).length === 0 ? [] : [{ do: 'updateConfiguration', changes: changed }];
  }
  const untag: Step[] =
    description === found.configuration.description ? [] : [{ do: 'updateConfiguration', changes: { description } }];
  const changed = changes(configuration, { ...found.configuration, description });
  return [...untag, { do: 'updateCode' }, { do: 'updateConfiguration', changes: changed }];
}

function taggedConfiguration({ configuration, codeSha256 }: Wanted): Configuration {
  const { description, systemLog } = configuration;
  const text = systemLog ? description : withQuietTag(description);
  return { ...configuration, description: withCodeTag(text, codeSha256) };
}

/** Creating does not take `systemLog`, so it is set right after, and the description says so only then. */
function creationSteps(wanted: Wanted): Step[] {
  const configuration = taggedConfiguration(wanted);
  const { systemLog, description } = configuration;
  if (systemLog) return [{ do: 'createFunction', configuration }];
  return [
    {
      do: 'createFunction',
      configuration: {
        ...configuration,
        description: withCodeTag(wanted.configuration.description, wanted.codeSha256),
      },
    },
    { do: 'updateConfiguration', changes: { systemLog, description } },
  ];
}

export interface PlanOptions {
  /** Upload the code even when it is the same. @default false */
  readonly force?: boolean;
}

/**
 * The steps in the order they have to be taken; none when the cloud is as wanted.
 * @throws DeployError when the step would be one the platform does not have: a runtime stays as it was created.
 */
export function plan(wanted: Wanted, found: Found | undefined, { force = false }: PlanOptions = {}): Step[] {
  if (found === undefined || BROKEN.has(found.status)) {
    return [
      ...(found === undefined ? [] : [{ do: 'deleteFunction' } as const]),
      ...creationSteps(wanted),
      ...(wanted.reservedMemory === undefined ? [] : [{ do: 'reserveMemory', memory: wanted.reservedMemory } as const]),
      { do: 'setAsync', async: wanted.async },
      ...triggerSteps(wanted.triggers, []),
    ];
  }
  if (wanted.runtime !== found.runtime) {
    throw new DeployError(
      `Deploying ${wanted.name}: it was created with ${found.runtime}, and the platform cannot change that to ` +
        `${wanted.runtime}. Keep ${found.runtime}, or deploy to another stage, or remove the service first ` +
        '(its Function URL and public address will be others then).',
    );
  }
  return [
    ...codeAndConfigurationSteps(wanted, found, force),
    ...(wanted.reservedMemory === found.reservedMemory
      ? []
      : [{ do: 'reserveMemory', memory: wanted.reservedMemory } as const]),
    ...(isDeepStrictEqual(wanted.async, found.async) ? [] : [{ do: 'setAsync', async: wanted.async } as const]),
    ...triggerSteps(wanted.triggers, found.triggers),
  ];
}
