/**
 * One JSON object a line on stdout: what the platform's log service splits into fields. This is the one place that
 * logs, so it is the one place that masks.
 */

import { mask } from './mask.ts';

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

export function createLog(options: LogOptions = {}): Log {
  const lowest = LOG_LEVELS.indexOf(options.level ?? 'info');
  const write = options.write ?? ((line: string): void => void process.stdout.write(line));
  return (level, message, facts = {}) => {
    if (LOG_LEVELS.indexOf(level) < lowest) return;
    const secrets = options.secrets ?? [];
    const head = { level, message };
    const masked = (_key: string, value: unknown): unknown =>
      typeof value === 'string' ? mask(value, secrets) : value;
    const line = JSON.stringify({ ...head, ...facts }, masked);
    const fits = Buffer.byteLength(line) < MAX_LINE_BYTES;
    write(`${fits ? line : JSON.stringify({ ...head, message: message.slice(0, 1000), cut: true }, masked)}\n`);
  };
}
