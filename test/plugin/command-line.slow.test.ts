/** What only the command line shows: what it prints, and what it does not. */

import { expect, test } from 'vitest';
import { createService } from '../support/cloud/cli.ts';

/** Nothing is packaged, and what packages takes long to load. */
const slim = { sources: {}, yml: (yml: string) => yml.replace(/ +- serverless-esbuild.*\n/, '') };

test('missing keys end in one sentence, and nothing is printed of a trace', async () => {
  const service = await createService(slim);
  const { code, stdout, stderr } = await service.run(['info']);
  await service.remove();
  expect(code).toBe(1);
  expect(stdout.trim()).toBe(
    'Error:\nSet TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment or in .env: the keys come from console.cloud.tencent.com/cam/capi.',
  );
  expect(stdout + stderr).not.toMatch(/^ +at /m);
});

test('`print` shows the names of variables and no value of any', async () => {
  const service = await createService(slim);
  await service.write('.env', 'CDR_ID=vendor-id-from-dotenv\nTENCENTCLOUD_SECRET_KEY=key-from-dotenv\n');
  const secrets = {
    CDR_APP_ID: 'app-id-from-shell',
    TENCENTCLOUD_SECRET_ID: 'AKIDfromshell',
    LOOKUP_TOKENS: 'a:hash-of-token',
  };
  const { code, all } = await service.run(['print'], secrets);
  await service.remove();
  expect(code).toBe(0);
  expect(all).toContain('- CDR_ID');
  for (const secret of [...Object.values(secrets), 'vendor-id-from-dotenv', 'key-from-dotenv']) {
    expect(all).not.toContain(secret);
  }
});
