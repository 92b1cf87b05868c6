import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manifestJsonSchema } from '../../shared/days/manifest.ts';

const FILE = new URL('../../shared/days/manifest.schema.json', import.meta.url);

test('the JSON Schema of the manifest that is shipped is the one of the code (npm run schema -- --write && npm run format)', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(manifestJsonSchema());
});
