import { stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { builtFunction } from '../support/built.ts';

it('what the packaged pull loads at its start is one file of at most 150 KB', async () => {
  expect((await stat(await builtFunction('pull'))).size).toBeLessThanOrEqual(150_000);
});
