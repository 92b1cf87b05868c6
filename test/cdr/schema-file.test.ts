import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recordJsonSchema } from '../../shared/cdr/schema.ts';
import { runHere } from '../support/run-here.ts';

const FILE = new URL('../../shared/cdr/cdr-record.schema.json', import.meta.url);

test('the JSON Schema that is shipped is the one of the code (npm run schema -- --write && npm run format)', () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(recordJsonSchema());
});

test('npm run schema prints it', async () => {
  const { code, stdout, stderr } = await runHere('schema');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
});

test('arguments there are not are refused with exit code 2', async () => {
  const { code, stdout, stderr } = await runHere('schema', { args: ['--yaml'] });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain("Unknown option '--yaml'");
});
