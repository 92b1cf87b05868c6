/** A trigger that was written and read back is the one that was meant. */

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trigger } from '../../plugin/deploy/state.ts';
import { findUrl, isAsWanted, matches, readTrigger, writeTrigger } from '../../plugin/deploy/triggers.ts';

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({
    type: fc.constant('timer' as const),
    name: fc.constant('timer'),
    enabled: fc.boolean(),
    qualifier: fc.constantFrom('$DEFAULT', '$LATEST'),
    cron: fc.constantFrom('0 */5 * * * * *', '0 0 1 * * MON-FRI *'),
    message: fc.string(),
  }),
  fc.record({
    type: fc.constant('http' as const),
    enabled: fc.boolean(),
    qualifier: fc.constantFrom('$DEFAULT', '$LATEST'),
    auth: fc.constantFrom('NONE', 'CAM'),
    extranet: fc.boolean(),
  }),
);

test('what is written reads back as the same, bare or as JSON, OPEN and CLOSE or 1 and 0', () => {
  fc.assert(
    fc.property(trigger, (meant) => {
      const { Enable, TriggerDesc, CustomArgument, Description } = writeTrigger(meant);
      const description = meant.type === 'timer' ? JSON.stringify({ cron: TriggerDesc }) : TriggerDesc;
      for (const [enabled, text] of [
        [Enable, TriggerDesc],
        [Enable === 'OPEN' ? 1 : 0, description],
      ] as const) {
        const raw = {
          TriggerName: meant.type === 'timer' ? meant.name : 'hulrzrbh9f',
          Type: meant.type,
          TriggerDesc: text,
          Enable: enabled,
          Qualifier: meant.qualifier,
          Description,
        };
        const read = readTrigger({ ...raw, ...(CustomArgument !== undefined && { CustomArgument }) });
        expect(read).toMatchObject({ ...meant, name: raw.TriggerName, ours: true });
        expect(read && isAsWanted(meant, read) && matches(meant, read)).toBe(true);
      }
    }),
  );
});

test('a timer without an argument is read as one with none, though the API says null', () => {
  const raw = { TriggerName: 'timer', Type: 'timer', TriggerDesc: '0 0 1 * * * *', Enable: 1, CustomArgument: null };
  expect(readTrigger(raw)).toMatchObject({ message: '' });
});

test('spaces that the console put into a cron make no difference', () => {
  const raw = { TriggerName: 'timer', Type: 'timer', TriggerDesc: '{"cron":" 0  */5 * * * * * "}', Enable: 1 };
  expect(readTrigger(raw)).toMatchObject({ cron: '0 */5 * * * * *' });
});

test('triggers of other types are nobody’s business here', () => {
  expect(readTrigger({ TriggerName: 'bucket', Type: 'cos', TriggerDesc: '{}', Enable: 1 })).toBeUndefined();
});

test.each(['ExtranetUrl', 'Url', 'Address'])('the Function URL is found under any key, such as %s', (key) => {
  const address = 'https://1250000000-abcdefghij.ap-guangzhou.tencentscf.com';
  const NetConfig = { EnableExtranet: true, IntranetUrl: address.replace('.ap', '.in.ap'), [key]: `${address}/` };
  const found = findUrl([
    { Type: 'timer', TriggerDesc: '{"cron":"0 0 1 * * * *"}' },
    { Type: 'http', TriggerDesc: JSON.stringify({ AuthType: 'NONE', NetConfig }) },
  ]);
  expect(found).toBe(address);
});

test('what the console set on a Function URL is written back as it was found', () => {
  const CorsConfig = { Enable: true, Origins: ['https://desk.example'], Methods: ['GET'] };
  const NetConfig = { EnableIntranet: true, IntranetUrl: 'https://1-a.in.b.tencentscf.com', EnableExtranet: false };
  const raw = {
    TriggerName: 'hulrzrbh9f',
    Type: 'http',
    Enable: 1,
    TriggerDesc: JSON.stringify({ AuthType: 'CAM', NetConfig, CorsConfig }),
  };
  const found = readTrigger(raw);
  const wanted = { type: 'http', enabled: true, qualifier: '$DEFAULT', auth: 'NONE', extranet: true } as const;
  expect(JSON.parse(writeTrigger(wanted, found?.kept).TriggerDesc)).toEqual({
    AuthType: 'NONE',
    NetConfig: { EnableIntranet: true, EnableExtranet: true },
    CorsConfig,
  });
});
