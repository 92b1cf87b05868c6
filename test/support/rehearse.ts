/**
 * `npm run rehearse`: the cloud, the bucket and the vendor as stand-ins on this machine, for trying `npx serverless`
 * without an account. They take their time as the real ones do, unless `--fast` is given: see docs/rehearse.md.
 */

import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import { startCallCentre } from '../../local/simulator/call-centre.ts';
import { isDue } from './cloud/cron.ts';
import { startCloud, type Cloud } from './cloud/start.ts';
import { startCos } from './cos/index.ts';

/** As people report of the cloud: a change takes seconds, an address and a line of the log longer. */
const AS_IN_THE_CLOUD = { settleMs: 1500, lingerMs: 5000, urlDelayMs: 8000, indexDelayMs: 20_000 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function fire(cloud: Cloud, name: string): Promise<void> {
  for (const { status, value, error } of await cloud.fireTimers(name))
    say(`timer of ${name}: ${status} ${value}${error}`);
}

/** Fires what is due, once a second. */
function runTimers(cloud: Cloud): NodeJS.Timeout {
  return setInterval(() => {
    const nowMs = Date.now();
    for (const { FunctionName, triggers, Status } of cloud.functions.all.values()) {
      const isNow = triggers.some(
        ({ Type, written, Enable }) => Type === 'timer' && Enable === 1 && isDue(written, nowMs),
      );
      if (isNow && Status === 'Active')
        fire(cloud, FunctionName).catch((error: unknown) => say(`timer of ${FunctionName}: ${String(error)}`));
    }
  }, 1000);
}

const keys = { secretId: `AKID${randomBytes(12).toString('hex')}`, secretKey: randomBytes(16).toString('hex') };
const token = randomBytes(24).toString('base64url');
const [cos, vendor] = await Promise.all([startCos(), startCallCentre()]);
const { secretId, secretKey, sessionToken = '' } = cos.keys;
const times = process.argv.includes('--fast') ? {} : AS_IN_THE_CLOUD;
const cloud = await startCloud({ keys, roleKeys: { secretId, secretKey, sessionToken }, ...times });
const timers = runTimers(cloud);

const environment = {
  TENCENTCLOUD_SECRET_ID: keys.secretId,
  TENCENTCLOUD_SECRET_KEY: keys.secretKey,
  TENCENTCLOUD_API_ENDPOINT: cloud.endpoint,
  CDR_ENDPOINT: vendor.endpoint,
  CDR_ID: vendor.id,
  CDR_APP_ID: vendor.appId,
  ARCHIVE_URL: `cos://${cos.bucket.name}/lake`,
  COS_ENDPOINT: cos.endpoint,
  LOOKBACK: '2h',
  LOOKUP_TOKENS: `rehearsal:${createHash('sha256').update(token).digest('hex')}`,
  TOKEN: token,
};

say('A cloud, a bucket and a vendor run on this machine until Ctrl-C. Nothing leaves it, and nothing is kept.');
say('Paste this into another terminal, in this folder:\n');
for (const [name, value] of Object.entries(environment)) say(`export ${name}='${value}'`);
say(`
npx serverless deploy
npx serverless invoke -f pull
npx serverless logs -f pull
curl -H "Authorization: Bearer $TOKEN" -H "Host: <host of the Function URL>" ${cloud.endpoint}/cdr/${vendor.recentCallId() ?? ''}
npx serverless remove
`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(timers);
await Promise.all([cloud.close(), cos.close(), vendor.close()]);
