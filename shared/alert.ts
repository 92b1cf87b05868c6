/**
 * Tells people by `ALERT_WEBHOOK` when a condition begins and when it ends, once each, and all that changed at a time in
 * one message. What was told is kept in `_state/alerts-<function>.json`, which that function alone writes; it is
 * written after the message was taken, so a webhook that is down delays a message and loses none that still matters.
 */

import { basename } from 'node:path';
import * as z from 'zod/mini';
import type { AlertConfig, ArchiveConfig } from './config/read.ts';
import { isHuadanError } from './errors.ts';
import type { Post } from './http.ts';
import type { Log } from './log.ts';
import { mask } from './mask.ts';
import type { Store } from './store/store.ts';
import { createIsoTime, parseInstant, type EpochSeconds } from './time.ts';
import { sendToWebhook, type Message, type SendOptions } from './webhook.ts';

/** Something people must know of for as long as it holds. */
export interface Condition {
  /** The same for as long as it holds: `lag`, `day 2026-03-05`. */
  readonly key: string;
  /** What is wrong and what to do, in a sentence or two; no number, id or token in it. */
  readonly text: string;
}

export interface Conditions {
  readonly holding: readonly Condition[];
  /** True for the key of what nobody can tell now: if it was told before, it goes on. */
  readonly unknown?: (key: string) => boolean;
}

export interface AlertContext {
  /** Who tells. */
  readonly name: 'pull' | 'close';
  readonly alert: AlertConfig;
  readonly archive: ArchiveConfig;
  readonly store: Pick<Store, 'get' | 'put'>;
  readonly post: Post;
  readonly log: Log;
  readonly now: EpochSeconds;
  readonly utcOffsetSeconds: number;
  /** @default 5000 */
  readonly timeoutMs?: number | undefined;
}

const toldSchema = z.object({
  version: z.literal(1),
  lastSent: z.nullable(z.string()),
  told: z.array(z.object({ key: z.string(), text: z.string(), since: z.string() })),
});
type Stored = z.infer<typeof toldSchema>;
type Told = Stored['told'][number];

const NOTHING: Stored = { version: 1, lastSent: null, told: [] };
/** A robot of WeCom takes 20 messages a minute, of 2048 bytes of text (developer.work.weixin.qq.com, path/91770). */
const PAUSE_SECONDS = 3;
const MAX_TEXT_BYTES = 2048;
const MAX_LINE_CHARACTERS = 400;

function nameOf(name: AlertContext['name']): string {
  return `_state/alerts-${name}.json`;
}

async function load({ name, store, log }: AlertContext): Promise<Stored> {
  const bytes = await store.get(nameOf(name));
  if (bytes === null) return NOTHING;
  try {
    return z.parse(toldSchema, JSON.parse(bytes.toString()));
  } catch {
    log('warn', `Alerts: ${nameOf(name)} cannot be read, so what holds is told again.`);
    return NOTHING;
  }
}

/** The archive by its name, without the account's id that a bucket's name ends in. */
function placeOf(archive: ArchiveConfig): string {
  if (archive.kind === 'file') return basename(archive.folder);
  return `${archive.bucket.replace(/-\d+$/, '')}/${archive.root}`;
}

/** As many lines as fit, and how many do not. */
function fit(lines: readonly string[]): string {
  const short = lines.map((line) =>
    line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)}…` : line,
  );
  for (let kept = short.length; kept > 0; kept--) {
    const left = short.length - kept;
    const text = [...short.slice(0, kept), ...(left > 0 ? [`… and ${left} more: npm run status`] : [])].join('\n');
    if (Buffer.byteLength(text) <= MAX_TEXT_BYTES) return text;
  }
  return '';
}

function messageOf(
  begun: readonly Told[],
  ended: readonly Told[],
  { name, archive, ...context }: AlertContext,
): Message {
  const now = createIsoTime(context.utcOffsetSeconds)(context.now);
  const place = placeOf(archive);
  const lines = [
    `Huadan ${name}, archive ${place}, ${now}`,
    ...begun.map(({ text }) => `BEGAN: ${text}`),
    ...ended.map(({ text, since }) => `ENDED (began ${since}): ${text}`),
  ];
  return { text: fit(lines), facts: { function: name, archive: place, now, began: begun, ended } };
}

async function tell({ holding, unknown }: Conditions, webhook: string, context: AlertContext): Promise<void> {
  const { name, alert, store, post, now, utcOffsetSeconds, timeoutMs } = context;
  const iso = createIsoTime(utcOffsetSeconds);
  const stored = await load(context);
  const begun = holding
    .filter(({ key }) => !stored.told.some((told) => told.key === key))
    .map(({ key, text }) => ({ key, text: mask(text), since: iso(now) }));
  const goesOn = ({ key }: Told): boolean =>
    unknown?.(key) === true || holding.some((condition) => condition.key === key);
  const ended = stored.told.filter((told) => !goesOn(told));
  if (begun.length === 0 && ended.length === 0) return;
  const lastSent = stored.lastSent === null ? undefined : parseInstant(stored.lastSent, utcOffsetSeconds);
  // The next run tells it, if it is still so.
  if (lastSent !== undefined && Math.abs(now - lastSent) < PAUSE_SECONDS) return;
  await sendToWebhook(webhook, messageOf(begun, ended, context), { post, proxy: alert.proxy, timeoutMs });
  const next: Stored = { version: 1, lastSent: iso(now), told: [...stored.told.filter(goesOn), ...begun] };
  await store.put(nameOf(name), Buffer.from(`${JSON.stringify(next, null, 2)}\n`));
}

/** @throws HuadanError `alert` */
export async function sendTestMessage(webhook: string, options: SendOptions): Promise<void> {
  const text = 'Huadan: a test message, nothing is wrong (npm run doctor -- --alert).';
  await sendToWebhook(webhook, { text, facts: { test: true } }, options);
}

/**
 * Tells what began and ended since the last time. Never throws: what fails is logged and tried again the next time.
 * @param look what holds now; not called when nobody is to be told
 */
export async function tellConditions(look: () => Promise<Conditions>, context: AlertContext): Promise<void> {
  const { webhook } = context.alert;
  if (webhook === undefined) return;
  try {
    await tell(await look(), webhook, context);
  } catch (error) {
    const facts = isHuadanError(error) ? { reason: error.reason, ...error.facts } : {};
    context.log('warn', error instanceof Error ? error.message : 'Sending alerts failed.', facts);
  }
}

/**
 * Does `work`, however it ends, and then tells what holds.
 * @param look is given the error that ended the work, undefined when it went well
 * @throws what `work` throws
 */
export async function tellAfter(
  work: () => Promise<unknown>,
  look: (error: unknown) => Promise<Conditions>,
  context: AlertContext,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    await tellConditions(async () => look(error), context);
    throw error;
  }
  await tellConditions(async () => look(undefined), context);
}
