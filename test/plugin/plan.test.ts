/** The plan is a pure function of what is wanted and what was found. */

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readCodeTag,
  readQuietTag,
  withCodeTag,
  withoutCodeTag,
  withQuietTag,
} from '../../plugin/deploy/description-tags.ts';
import { describePlan } from '../../plugin/deploy/describe.ts';
import { plan, triggersLeftAlone } from '../../plugin/deploy/plan.ts';
import type { Configuration, Found, FoundTrigger, Timer, Trigger, Wanted } from '../../plugin/deploy/state.ts';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

const timer: Timer = {
  type: 'timer',
  name: 'timer',
  enabled: true,
  qualifier: '$DEFAULT',
  cron: '0 */5 * * * * *',
  message: '',
};
const configuration: Configuration = {
  description: 'Pulls.',
  memorySize: 256,
  timeoutSeconds: 240,
  role: 'puller',
  environment: { CDR_ID: 'secret-id', COLOR: 'red' },
  fixedIp: true,
  systemLog: true,
  logs: undefined,
};
const wanted: Wanted = {
  key: 'pull',
  name: 'shop-dev-job',
  runtime: 'Nodejs20.19',
  handler: 'index.main_handler',
  codeSha256: OLD,
  configuration,
  reservedMemory: 256,
  async: { retries: 0, maxAgeSeconds: 300 },
  triggers: [timer],
};

const asFound = (trigger: Trigger): FoundTrigger => ({ name: 'abcdefghij', ...trigger, ours: true, kept: {} });

/** The state that the plan for `asked` leads to. */
function reached(asked: Wanted, changes: Partial<Found> = {}): Found {
  const { name, runtime, handler, reservedMemory, async, triggers, codeSha256 } = asked;
  const { description, systemLog } = asked.configuration;
  const text = systemLog ? description : withQuietTag(description);
  return {
    name,
    runtime,
    handler,
    reservedMemory,
    async,
    triggers: triggers.map(asFound),
    configuration: { ...asked.configuration, description: withCodeTag(text, codeSha256) },
    status: 'Active',
    statusReason: '',
    foreignTriggers: [],
    ips: [],
    url: undefined,
    modifiedAt: '',
    ...changes,
  };
}

const names = (found: Found | undefined, asked: Wanted = wanted): string[] => plan(asked, found).map((step) => step.do);

test('nothing is planned for what is as wanted', () => {
  expect(names(reached(wanted))).toEqual([]);
});

test('a log topic that serverless.yml does not name is left as it is', () => {
  expect(names(reached(wanted, { configuration: { ...reached(wanted).configuration, logs: 'logset/topic' } }))).toEqual(
    [],
  );
});

test('new code comes between taking the old tag away and setting the new one', () => {
  const steps = plan({ ...wanted, codeSha256: NEW }, reached(wanted));
  expect(steps).toEqual([
    { do: 'updateConfiguration', changes: { description: 'Pulls.' } },
    { do: 'updateCode' },
    { do: 'updateConfiguration', changes: { description: `Pulls. Code ${NEW}.` } },
  ]);
});

test('code is uploaded again when asked to, after a failed update, and under another handler', () => {
  expect(plan(wanted, reached(wanted), { force: true }).map((step) => step.do)).toContain('updateCode');
  expect(names(reached(wanted, { status: 'UpdateFailed' }))).toContain('updateCode');
  expect(names(reached(wanted, { handler: 'index.handler' }))).toContain('updateCode');
});

const url = { type: 'http', enabled: true, qualifier: '$DEFAULT', auth: 'NONE', extranet: true } as const;

test('a Function URL is the one of its version, whatever its name, and is never deleted to be made anew', () => {
  const asked = { ...wanted, triggers: [url] };
  const found = (auth: string): FoundTrigger => ({ ...asFound({ ...url, auth }), name: 'hulrzrbh9f', ours: false });
  expect(plan(asked, reached(asked, { triggers: [found('NONE')] }))).toEqual([]);
  expect(plan(asked, reached(asked, { triggers: [found('CAM')] }))).toEqual([
    { do: 'updateTrigger', trigger: url, found: found('CAM') },
  ]);
});

test('what nobody asked for is deleted where a deployment made it, and left and named where not', () => {
  const other = { ...asFound(timer), name: 'by-hand', ours: false };
  const latest = { ...asFound(url), name: 'k4zvlwjzsg', qualifier: '$LATEST', ours: false };
  const old = { ...asFound(timer), name: 'old' };
  const found = reached(wanted, { triggers: [asFound(timer), other, latest, old], foreignTriggers: ['bucket'] });
  expect(plan(wanted, found)).toEqual([{ do: 'deleteTrigger', found: old }]);
  expect(triggersLeftAlone(wanted.triggers, found)).toEqual(['by-hand', 'k4zvlwjzsg', 'bucket']);
});

test('a bound on instances that is no longer wanted is lifted', () => {
  expect(plan({ ...wanted, reservedMemory: undefined }, reached(wanted))).toEqual([
    { do: 'reserveMemory', memory: undefined },
  ]);
});

test('the plan in words names variables and never their values', () => {
  const asked = { ...wanted, configuration: { ...configuration, environment: { CDR_ID: 'other-secret' } } };
  const words = describePlan(plan(asked, reached(wanted)), asked, reached(wanted, { foreignTriggers: ['bucket'] }));
  expect(words).toBe(
    'shop-dev-job: to be changed\n  update environment (CDR_ID, COLOR)\n  leave trigger bucket, made elsewhere',
  );
});

describe('the tag that tells which code runs', () => {
  test('is read back from any description it was put on', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z ,.]{0,80}$/), fc.stringMatching(/^[0-9a-f]{64}$/), (text, hash) => {
        const tagged = withCodeTag(text, hash);
        expect(readCodeTag(tagged)).toBe(hash);
        expect(readCodeTag(withoutCodeTag(tagged))).toBeUndefined();
      }),
    );
  });

  test('holds only characters that a description may hold', () => {
    expect(withCodeTag('Pulls.', NEW)).toMatch(/^[A-Za-z0-9 ,.]+$/);
  });
});

const anyConfiguration = fc.record({
  description: fc.constantFrom('', 'Pulls.'),
  memorySize: fc.constantFrom(128, 256),
  timeoutSeconds: fc.constantFrom(30, 240),
  role: fc.constantFrom('', 'puller'),
  environment: fc.dictionary(fc.constantFrom('A', 'B'), fc.constantFrom('1', '2')),
  fixedIp: fc.boolean(),
  systemLog: fc.boolean(),
  logs: fc.constant(undefined),
});
const anyWanted: fc.Arbitrary<Wanted> = fc.record({
  key: fc.constant('pull'),
  name: fc.constant('shop-dev-job'),
  runtime: fc.constant('Nodejs20.19'),
  handler: fc.constant('index.main_handler'),
  codeSha256: fc.constantFrom(OLD, NEW),
  configuration: anyConfiguration,
  reservedMemory: fc.constantFrom(undefined, 256),
  async: fc.record({ retries: fc.constantFrom(0, 2), maxAgeSeconds: fc.constant(300) }),
  triggers: fc.subarray([timer, { ...timer, name: 'night', cron: '0 0 1 * * * *' }]),
});

/** `systemLog` is written, but read only from the tag in the description. */
function asRead(written: Configuration): Configuration {
  return { ...written, systemLog: !readQuietTag(written.description) };
}

/** What a plan's steps make of what was found. */
function apply(asked: Wanted, found: Found | undefined): Found | undefined {
  let now = found;
  for (const step of plan(asked, found)) {
    if (step.do === 'deleteFunction') now = undefined;
    else if (step.do === 'createFunction') {
      now = reached(asked, {
        configuration: asRead(step.configuration),
        reservedMemory: undefined,
        async: { retries: 2, maxAgeSeconds: 21_600 },
        triggers: [],
      });
    } else if (now === undefined) throw new Error('there is no function to change');
    else if (step.do === 'updateConfiguration')
      now = { ...now, configuration: asRead({ ...now.configuration, ...step.changes }) };
    else if (step.do === 'updateCode') now = { ...now, handler: asked.handler, status: 'Active' };
    else if (step.do === 'reserveMemory') now = { ...now, reservedMemory: step.memory };
    else if (step.do === 'setAsync') now = { ...now, async: step.async };
    else {
      const gone = step.do === 'createTrigger' ? undefined : step.found;
      const others = now.triggers.filter((there) => there !== gone);
      now = { ...now, triggers: step.do === 'deleteTrigger' ? others : [...others, asFound(step.trigger)] };
    }
  }
  return now;
}

test('after the plan is carried out, the next plan is empty, whatever was there', () => {
  const before = fc.option(
    fc
      .tuple(anyWanted, fc.constantFrom('Active', 'CreateFailed', 'UpdateFailed'))
      .map(([was, status]) => reached(was, { status })),
    { nil: undefined },
  );
  fc.assert(
    fc.property(anyWanted, before, (asked, found) => {
      expect(plan(asked, apply(asked, found))).toEqual([]);
    }),
  );
});
