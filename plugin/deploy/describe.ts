/** A plan in words: one line a step, and never a value that may be secret. */

import { triggersLeftAlone, type Step } from './plan.ts';
import { CONFIGURATION_FIELDS, type Configuration, type Found, type Trigger, type Wanted } from './state.ts';

export function describeTrigger(trigger: Trigger): string {
  const off = trigger.enabled ? '' : ', switched off';
  return trigger.type === 'timer' ? `timer ${trigger.cron}${off}` : `Function URL (auth ${trigger.auth}${off})`;
}

/** `environment` names the variables that differ; their values stay unsaid. */
function describeField(field: keyof Configuration, changes: Partial<Configuration>, found: Found | undefined): string {
  if (field !== 'environment') return field;
  const before = found?.configuration.environment ?? {};
  const after = changes.environment ?? {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  return `environment (${names.join(', ')})`;
}

export function describeStep(step: Step, wanted: Wanted, found: Found | undefined): string {
  switch (step.do) {
    case 'deleteFunction': {
      return `delete what a failed attempt left (${found?.status ?? ''})`;
    }
    case 'createFunction': {
      return `create the function (${wanted.runtime}, ${wanted.configuration.memorySize} MB)`;
    }
    case 'updateCode': {
      return 'update the code';
    }
    case 'updateConfiguration': {
      const fields = CONFIGURATION_FIELDS.filter((field) => field in step.changes);
      return `update ${fields.map((field) => describeField(field, step.changes, found)).join(', ')}`;
    }
    case 'reserveMemory': {
      return step.memory === undefined
        ? 'lift the bound on instances'
        : `reserve ${step.memory} MB, which bounds the instances`;
    }
    case 'setAsync': {
      return `set event retries to ${step.async.retries}, message age to ${step.async.maxAgeSeconds} s`;
    }
    case 'createTrigger':
    case 'updateTrigger': {
      return `${step.do.replace('Trigger', '')} the ${describeTrigger(step.trigger)}`;
    }
    case 'deleteTrigger': {
      return `delete the ${describeTrigger(step.found)}`;
    }
    default: {
      return step satisfies never;
    }
  }
}

export function describePlan(steps: readonly Step[], wanted: Wanted, found: Found | undefined): string {
  const left = triggersLeftAlone(wanted.triggers, found).map((name) => `  leave trigger ${name}, made elsewhere`);
  if (steps.length === 0) return [`${wanted.name}: no change`, ...left].join('\n');
  const head = `${wanted.name}: ${steps.some((step) => step.do === 'createFunction') ? 'to be created' : 'to be changed'}`;
  return [head, ...steps.map((step) => `  ${describeStep(step, wanted, found)}`), ...left].join('\n');
}
