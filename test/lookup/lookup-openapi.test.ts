import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../functions/lookup/app.ts';
import { openApiDocument } from '../../functions/lookup/openapi.ts';
import type { VendorReply } from '../../local/simulator/server.ts';
import { readLookupConfig } from '../../shared/config/read.ts';
import { functionUrlEvent, type Asked } from '../support/http-events.ts';
import { startLookup, startVendor, TOKEN, type HttpResult } from '../support/lookup-function.ts';
import { failure, success, vendorRow } from '../support/vendor-rows.ts';

interface Content {
  readonly schema: Record<string, unknown>;
}
interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, { readonly get: Operation }>>;
  readonly components: {
    readonly responses: Record<string, ResponseObject>;
    readonly schemas: Record<string, unknown>;
    readonly securitySchemes: Record<string, unknown>;
  };
}

const START = 1_741_140_000;
const RANGE = { src: '008613500000000', from: String(START), to: String(START + 1) };

const written = JSON.stringify(openApiDocument());
const asWritten: Document = JSON.parse(written);
/** The same with the answers that routes have in common put in their places. */
const document: Document = JSON.parse(written, (_key, value: { $ref?: string } | null) => {
  const [, name] = /^#\/components\/responses\/(\w+)$/.exec(value?.$ref ?? '') ?? [];
  return name === undefined ? value : asWritten.components.responses[name];
});
const operations = Object.entries(document.paths).map(([path, { get }]) => [path, get] as const);

/** Strict: a keyword that JSON Schema 2020-12 does not have is an error. */
const ajv = new Ajv2020({ strict: true, allErrors: true });
ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)));
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'document', components: document.components }, 'document', false, false);

function compile(schema: Record<string, unknown>): (value: unknown) => string {
  const { $ref } = schema;
  const validate = ajv.compile(typeof $ref === 'string' ? { $ref: `document${$ref}` } : schema);
  return (value) => (validate(value) ? '' : ajv.errorsText(validate.errors));
}

function expectAsDocumented(template: string, { statusCode, headers, body }: HttpResult): void {
  const response = document.paths[template]?.get.responses[statusCode];
  const content = response?.content[headers['content-type'] ?? ''];
  expect(compile(content?.schema ?? { not: {} })(JSON.parse(body))).toBe('');
  for (const name of Object.keys(response?.headers ?? {})) expect(headers).toHaveProperty(name.toLowerCase());
}

describe('the OpenAPI document', () => {
  it('is kept in openapi.json as the schemas make it (npm run openapi -- --write)', async () => {
    expect(JSON.parse(await readFile('functions/lookup/openapi.json', 'utf8'))).toEqual(asWritten);
  });

  it('is what GET /openapi.json answers', async () => {
    const lookup = await startLookup(await startVendor(() => success([])));
    const { body } = await lookup.invoke(functionUrlEvent({ path: '/openapi.json' }));
    expect(JSON.parse(body)).toEqual(asWritten);
  });

  it('has what OpenAPI 3.1 asks for', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, { parameters = [], responses, security }] of operations) {
      expect(path).toMatch(/^\//);
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      for (const { in: where, required, schema } of parameters) {
        expect([typeof required, typeof schema]).toEqual(['boolean', 'object']);
        if (where === 'path') expect(required).toBe(true);
      }
      for (const scheme of security)
        for (const name of Object.keys(scheme)) expect(document.components.securitySchemes).toHaveProperty(name);
      for (const [status, { description }] of Object.entries(responses)) {
        expect(status).toMatch(/^[1-5]\d\d$/);
        expect(description).not.toBe('');
      }
    }
  });

  it('holds schemas that are sound JSON Schema, and references that lead somewhere', () => {
    for (const [, { parameters = [], responses }] of operations) {
      for (const { schema } of parameters) expect(() => compile(schema)).not.toThrow();
      for (const { content } of Object.values(responses)) {
        for (const { schema } of Object.values(content)) expect(() => compile(schema)).not.toThrow();
      }
    }
  });

  it('names the paths of the app, all of them and no others', () => {
    const config = readLookupConfig({ CDR_ENDPOINT: 'https://vendor.example.com', CDR_ID: '1', CDR_APP_ID: '2' });
    const routes = createApp({ config, log: () => undefined }).routes.filter(({ method }) => method === 'GET');
    const paths = new Set(routes.map(({ path }) => path.replace(/:(\w+)(\{.*\})?/, '{$1}')));
    expect(paths).toEqual(new Set(Object.keys(document.paths)));
  });

  it('takes the parameters that the lookup takes, and no others', async () => {
    const lookup = await startLookup(await startVendor(() => success([vendorRow('a', START)])));
    const callId = compile(document.paths['/cdr/{callId}']?.get.parameters?.[0]?.schema ?? {});
    for (const id of ['a', 'A_-9', 'x'.repeat(128), 'x'.repeat(129), 'a.b', 'a b', 'ü']) {
      const { statusCode } = await lookup.invoke(
        functionUrlEvent({ path: `/cdr/${encodeURIComponent(id)}`, token: TOKEN }),
      );
      expect([id, statusCode === 400]).toEqual([id, callId(id) !== '']);
    }
    const src = compile(document.paths['/cdr']?.get.parameters?.find(({ name }) => name === 'src')?.schema ?? {});
    for (const number of ['1234', '+8613500000000', '123', 'abc', '1'.repeat(20), '1'.repeat(21), '']) {
      const query = { ...RANGE, src: number };
      const { statusCode } = await lookup.invoke(functionUrlEvent({ path: '/cdr', query, token: TOKEN }));
      expect([number, statusCode === 400]).toEqual([number, src(number) !== '']);
    }
  });
});

describe('what a run answers is what the document says', () => {
  const row = vendorRow('a', START, { recordUrl: 'https://recordings.example.com/a.mp3', newKey: 'kept' });
  const call: Asked = { path: '/cdr/a', token: TOKEN };
  const cases: readonly (readonly [
    what: string,
    template: string,
    status: number,
    reply: VendorReply,
    asked: Asked,
  ])[] = [
    ['a call', '/cdr/{callId}', 200, success([row]), call],
    ['a call with a row that cannot be read', '/cdr/{callId}', 200, success([row, {}]), call],
    ['no such call', '/cdr/{callId}', 404, failure('-201'), call],
    ['a bad callId', '/cdr/{callId}', 400, success([]), { path: '/cdr/a.b', token: TOKEN }],
    ['no token', '/cdr/{callId}', 401, success([]), { path: '/cdr/a' }],
    ['a refusal', '/cdr/{callId}', 502, failure('-403'), call],
    ['trouble', '/cdr/{callId}', 503, failure('-501'), call],
    ['no answer in time', '/cdr/{callId}', 504, { body: '', fault: 'hang' }, call],
    ['another method', '/cdr/{callId}', 405, success([]), { ...call, method: 'POST' }],
    ['calls', '/cdr', 200, success([row]), { path: '/cdr', query: RANGE, token: TOKEN }],
    ['no calls', '/cdr', 200, success([]), { path: '/cdr', query: RANGE, token: TOKEN }],
    ['a bad range', '/cdr', 400, success([]), { path: '/cdr', query: {}, token: TOKEN }],
    ['health', '/healthz', 200, success([]), { path: '/healthz' }],
    ['the document', '/openapi.json', 200, success([]), { path: '/openapi.json' }],
  ];

  it.each(cases)('%s (GET %s, %i)', async (_what, template, status, reply, asked) => {
    const lookup = await startLookup(await startVendor(() => reply));
    const result = await lookup.invoke(functionUrlEvent(asked), { time_limit_in_ms: status === 504 ? 800 : 30_000 });
    expect(result.statusCode).toBe(status);
    expectAsDocumented(template, result);
  });

  it('too many questions (429)', async () => {
    const lookup = await startLookup(await startVendor(() => success([row])));
    const results = await Promise.all(Array.from({ length: 100 }, async () => lookup.invoke(functionUrlEvent(call))));
    const refused = results.filter(({ statusCode }) => statusCode === 429);
    expect(refused).not.toEqual([]);
    for (const result of refused) expectAsDocumented('/cdr/{callId}', result);
  });

  it('no configuration (500)', async () => {
    const lookup = await startLookup(await startVendor(() => success([])), { CDR_ID: undefined });
    const result = await lookup.invoke(functionUrlEvent(call));
    expect(result.statusCode).toBe(500);
    expectAsDocumented('/cdr/{callId}', result);
  });
});
