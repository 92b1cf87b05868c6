/** Reads fields of a request, whose kinds the API checks before anything else. */

import type { Variable } from './limits.ts';
import { Refusal } from './refusal.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(fields: Fields, name: string, otherwise?: string): string {
  const value = fields[name] ?? otherwise;
  if (typeof value === 'string') return value;
  throw new Refusal(value === undefined ? 'MissingParameter' : 'InvalidParameter', `${name} must be a string`);
}

export function integer(fields: Fields, name: string, otherwise?: number): number {
  const value = fields[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Refusal(value === undefined ? 'MissingParameter' : 'InvalidParameter', `${name} must be an integer`);
}

export function object(fields: Fields, name: string): Fields {
  const value = fields[name] ?? {};
  if (isFields(value)) return value;
  throw new Refusal('InvalidParameter', `${name} must be an object`);
}

export function list(fields: Fields, name: string): Fields[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every(isFields)) return value;
  throw new Refusal('InvalidParameter', `${name} must be an array of objects`);
}

/** Undefined when the request does not speak of the environment. */
export function variables(fields: Fields): Variable[] | undefined {
  const { Variables } = object(fields, 'Environment');
  if (Variables === undefined) return undefined;
  return list({ Variables }, 'Variables').map((item) => ({
    Key: text(item, 'Key', ''),
    Value: text(item, 'Value', ''),
  }));
}
