/**
 * `npm run rehearse`: the cloud, the bucket and the vendor as stand-ins on this machine, for trying `npx serverless`
 * without an account. They take their time as the real ones do, unless `--fast` is given: see docs/rehearse.md.
 */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { COMMAND_WORDS } from '../../local/words/index.ts';
import { createToken } from '../../local/commands/lookup-token.ts';
import { startCallCentre } from '../../local/simulator/call-centre.ts';
import { isDue } from './cloud/cron.ts';
import { startCloud, type Cloud } from './cloud/start.ts';
import { serveUrlHere } from './cloud/url-here.ts';
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

/**
 * Long enough for one whole day that every pass (the last after 12 h) has gone over: the next close makes it complete.
 */
const HISTORY = { LOOKBACK: '61h', RETENTION: '62h' };
const VENDOR_RETENTION_SECONDS = 63 * 3600;
const FILE = 'data/rehearsal.env';

const keys = { secretId: `AKID${randomBytes(12).toString('hex')}`, secretKey: randomBytes(16).toString('hex') };
const { token, entry } = createToken('rehearsal', COMMAND_WORDS.en);
const [cos, vendor] = await Promise.all([startCos(), startCallCentre({ retentionSeconds: VENDOR_RETENTION_SECONDS })]);
const { secretId, secretKey, sessionToken = '' } = cos.keys;
const times = process.argv.includes('--fast') ? {} : AS_IN_THE_CLOUD;
const cloud = await startCloud({ keys, roleKeys: { secretId, secretKey, sessionToken }, ...times });
const here = await serveUrlHere(cloud);
const timers = runTimers(cloud);

/** For `npx serverless`, and for the commands of this machine, which read the bucket with keys of their own. */
const environment = {
  TENCENTCLOUD_SECRET_ID: keys.secretId,
  TENCENTCLOUD_SECRET_KEY: keys.secretKey,
  TENCENTCLOUD_API_ENDPOINT: cloud.endpoint,
  CDR_ENDPOINT: vendor.endpoint,
  CDR_ID: vendor.id,
  CDR_APP_ID: vendor.appId,
  CDR_RATE: 'unlimited',
  ...cos.environment('lake'),
  ...HISTORY,
  LOOKUP_TOKENS: entry,
  TOKEN: token,
};
mkdirSync(dirname(FILE), { recursive: true });
const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'\n`);
writeFileSync(FILE, `# Written by npm run rehearse, for as long as it runs.\n${lines.join('')}`, { mode: 0o600 });

const callId = vendor.recentCallId() ?? '';
say(`A cloud, a bucket and a vendor run on this machine until Ctrl-C. Nothing leaves it, and nothing is kept.
Their addresses and keys are in ${FILE}. Paste into another terminal, in this folder:

. ${FILE}
npx serverless deploy
npx serverless invoke -f pull
npx serverless invoke -f close
npm run status
npm run report
npm run lookup -- ${callId}
curl -H "Authorization: Bearer ${token}" ${here.url}/cdr/${callId}
npx serverless logs -f pull
npx serverless remove

The Function URL that a deployment prints leads nowhere; here it is, with the page: ${here.url}/#token=${token}
`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
clearInterval(timers);
rmSync(FILE, { force: true });
await Promise.all([here.close(), cloud.close(), cos.close(), vendor.close()]);
