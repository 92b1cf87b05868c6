import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { builtFunction } from '../support/built.ts';
import { functionUrlEvent } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN, TOKEN_ENTRY } from '../support/lookup-function.ts';
import { success, vendorRow } from '../support/vendor-rows.ts';

const run = promisify(execFile);

/** Loads the packaged file in a fresh process, runs `then`, and lists which parts of node were loaded. */
async function modulesAfter(then: string, env: Record<string, string>): Promise<string[]> {
  const script = `(async () => {
    const lookup = require(${JSON.stringify(await builtFunction('lookup'))});
    const invoke = (event) => lookup.main_handler(event, { time_limit_in_ms: 3000 });
    ${then};
    process.stdout.write('\\n' + JSON.stringify(process.moduleLoadList));
  })()`;
  const { stdout } = await run(process.execPath, ['-e', script], { env });
  const list: string[] = JSON.parse(stdout.slice(stdout.lastIndexOf('\n')));
  return list.filter((name) => /^NativeModule (http|https|zlib)$/.test(name)).map((name) => name.split(' ')[1] ?? '');
}

it('what the packaged lookup loads at its start is one file of at most 180 KB', async () => {
  expect((await stat(await builtFunction('lookup'))).size).toBeLessThanOrEqual(180_000);
});

it('the packaged lookup has nothing of the SDK of COS in it', async () => {
  const code = await readFile(await builtFunction('lookup'), 'utf8');
  expect(code).not.toMatch(/cos-nodejs-sdk|AutoSwitchHost/);
});

it('loading it loads nothing for the network, and neither does a refusal load the client for HTTPS', async () => {
  const env = {
    // Nobody listens there.
    CDR_ENDPOINT: 'https://127.0.0.1:1',
    CDR_ID: '1',
    CDR_APP_ID: '2',
    LOOKUP_TOKENS: `another:${'0'.repeat(64)}`,
  };
  expect(await modulesAfter('', env)).toEqual([]);
  const refused = JSON.stringify([functionUrlEvent({ path: '/healthz' }), functionUrlEvent({ token: TOKEN })]);
  expect(await modulesAfter(`for (const event of ${refused}) await invoke(event)`, env)).not.toContain('https');
  const accepted = JSON.stringify(functionUrlEvent({ path: '/cdr/a', token: TOKEN }));
  expect(await modulesAfter(`await invoke(${accepted})`, { ...env, LOOKUP_TOKENS: TOKEN_ENTRY })).toContain('https');
});

it('the packaged lookup runs with nothing beside it', async () => {
  const vendor = await startVendor(() => success([vendorRow('a', 1_741_140_000)]));
  const lookup = await startLookup(vendor);
  expect((await lookup.invoke(functionUrlEvent({ path: '/cdr/a', token: TOKEN }))).statusCode).toBe(200);
});
