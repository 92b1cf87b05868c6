/**
 * One JSON object a line on stdout: what the platform's log service splits into fields. This is the one place that
 * logs, so it is the one place that masks.
 */

import { mask } from './mask.ts';
import { printable } from './printable.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = (level: LogLevel, message: string, facts?: Record<string, unknown>) => void;

export interface LogOptions {
  /** Lines below this level are dropped. @default 'info' */
  level?: LogLevel;
  /** Values hidden wherever they appear, besides what looks like a number, an id or an address. */
  secrets?: readonly string[];
  /** Where a line goes. @default process.stdout */
  write?: (line: string) => void;
}

/** The log service cuts a line at 8 KB (platform log pages); a cut line is no longer JSON. */
const MAX_LINE_BYTES = 8000;
/** A message may be all escapes of six bytes each, and must still fit. */
const MAX_TEXT = 1000;
const MAX_ENTRIES = 100;
const MAX_DEPTH = 5;

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** A copy that holds nothing private, nothing endless and nothing JSON does not know. */
function loggable(value: unknown, hide: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return cut(hide(value));
  if (typeof value === 'bigint') return hide(String(value));
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return cut(hide(value.message));
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((one) => loggable(one, hide, depth + 1));
  return loggableFacts(value, hide, depth + 1);
}

function loggableFacts(facts: object, hide: (text: string) => string, depth = 0): Record<string, unknown> {
  const entries = Object.entries(facts).slice(0, MAX_ENTRIES);
  return Object.fromEntries(entries.map(([key, one]) => [cut(hide(key)), loggable(one, hide, depth)]));
}

/** `facts` as far as they fit: the small ones, in their order. */
function toLine(head: Readonly<Record<string, unknown>>, facts: Readonly<Record<string, unknown>>): string {
  const whole = printable(JSON.stringify({ ...head, ...facts, ...head }));
  if (Buffer.byteLength(whole) < MAX_LINE_BYTES) return whole;
  const kept: Record<string, unknown> = {};
  let bytes = Buffer.byteLength(printable(JSON.stringify({ ...head, cut: true })));
  for (const [key, value] of Object.entries(facts)) {
    const more = Buffer.byteLength(printable(JSON.stringify({ [key]: value })));
    if (bytes + more >= MAX_LINE_BYTES) continue;
    kept[key] = value;
    bytes += more;
  }
  return printable(JSON.stringify({ ...head, ...kept, cut: true }));
}

export function createLog(options: LogOptions = {}): Log {
  const lowest = LOG_LEVELS.indexOf(options.level ?? 'info');
  const write = options.write ?? ((line: string): void => void process.stdout.write(line));
  const hide = (text: string): string => mask(text, options.secrets);
  return (level, message, facts = {}) => {
    if (LOG_LEVELS.indexOf(level) < lowest) return;
    write(`${toLine({ level, message: cut(hide(message)) }, loggableFacts(facts, hide))}\n`);
  };
}
