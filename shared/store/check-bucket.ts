/**
 * Whether a place can be trusted with the archive, found out by trying. What matters most cannot be seen from outside:
 * in a bucket whose versioning is or ever was on, COS overwrites without a word what it was told not to overwrite.
 */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveConfig } from '../config/read.ts';
import { HuadanError, isHuadanError } from '../errors.ts';
import type { CosOptions } from './cos-client.ts';
import { createFolderStore, folderError } from './folder.ts';
import type { Store } from './store.ts';

/**
 * - `there`: the bucket is there, and says so when an object is not
 * - `versioning`: it never had any
 * - `overwrites`: it can be written to, and refuses to overwrite
 * - `reads`: it gives back what was written, whole and in pieces
 * - `deletes`: it lets the scratch object be deleted
 */
export type CheckName = 'there' | 'versioning' | 'overwrites' | 'reads' | 'deletes';

/** One thing that was tried. After a failure nothing more is tried: it would only fail likewise. */
export interface Check {
  readonly name: CheckName;
  /** A warning stops nobody. */
  readonly outcome: 'ok' | 'warning' | 'failure';
  /** What went wrong and what to do; null when `ok`. */
  readonly error: HuadanError | null;
}

interface Step {
  readonly name: CheckName;
  readonly run: () => Promise<void>;
  readonly onFailure: 'warning' | 'failure';
}

/** The one scratch object. The role needs the right to delete this and nothing else. */
export const SCRATCH_NAME = '_state/preflight.txt';
const ABSENT_NAME = '_state/never-written.txt';

function refuse(message: string): never {
  throw new HuadanError('archive', message);
}

/**
 * Two preflights may run at once, and a role without the right to delete leaves the object behind. So a first write
 * that is refused proves as much as one that succeeds; only a second write by the object's own maker must be refused.
 */
async function tryScratch(store: Store): Promise<{ mine: boolean }> {
  const first = Buffer.from('Huadan tries here whether this place keeps what is not to be overwritten.\n');
  const second = Buffer.from('This must never be seen.\n');
  const made = await store.putIfAbsent(SCRATCH_NAME, first);
  let accepted = await store.putIfAbsent(SCRATCH_NAME, second);
  // Its maker may have deleted it in between; then it has just become ours.
  const tookOver = !made && accepted;
  if (tookOver) accepted = await store.putIfAbsent(SCRATCH_NAME, first);
  if (!accepted) return { mine: made || tookOver };
  return refuse(
    'Trying to overwrite a scratch object: it was overwritten although that was forbidden. Use a new bucket that never had versioning and is not accelerated for metadata.',
  );
}

function scratchSteps(store: Store, remove: (name: string) => Promise<void>): Step[] {
  let mine = false;
  return [
    {
      name: 'overwrites',
      run: async () => {
        ({ mine } = await tryScratch(store));
      },
      onFailure: 'failure',
    },
    {
      name: 'reads',
      run: async () => {
        const body = await store.get(SCRATCH_NAME);
        const piece = await store.getRange(SCRATCH_NAME, 1, 7);
        if (!mine) return;
        if (body === null || piece === null) {
          refuse('Reading a scratch object: it is gone. See who deletes under _state/.');
        }
        if (piece === 'changed' || !piece.bytes.equals(body.subarray(1, 7)) || piece.size !== body.length) {
          refuse(
            'Reading a piece of a scratch object: another came. Lookups need `Range`: check COS_ENDPOINT and proxies.',
          );
        }
      },
      onFailure: 'failure',
    },
    {
      name: 'deletes',
      run: async () => {
        if (mine) await remove(SCRATCH_NAME);
      },
      // It is one small object under one name; nothing else depends on deleting.
      onFailure: 'warning',
    },
  ];
}

async function cosSteps(config: Extract<ArchiveConfig, { kind: 'cos' }>, options: CosOptions): Promise<Step[]> {
  const { createCosStore } = await import('./cos.ts');
  const store = createCosStore(config, options);
  return [
    {
      name: 'there',
      run: async () => {
        await store.get(ABSENT_NAME);
      },
      onFailure: 'failure',
    },
    {
      name: 'versioning',
      run: async () => {
        const status = await store.versioning();
        if (status === null) return;
        refuse(
          `Asking whether the bucket has versioning: it is ${status}, and such a bucket overwrites parts. Suspending does not help: create a new bucket, leave versioning off for good, and point ARCHIVE_URL to it.`,
        );
      },
      onFailure: 'failure',
    },
    ...scratchSteps(store, async (name) => store.remove(name)),
  ];
}

function folderSteps(folder: string): Step[] {
  return scratchSteps(createFolderStore(folder), async (name) => {
    try {
      await rm(join(folder, name), { force: true });
    } catch (error) {
      throw folderError(`Deleting ${name}`, error);
    }
  });
}

async function take({ name, run, onFailure }: Step): Promise<Check> {
  try {
    await run();
    return { name, outcome: 'ok', error: null };
  } catch (error) {
    if (isHuadanError(error)) return { name, outcome: onFailure, error };
    throw error;
  }
}

/** Tries the place `config` names; what it tries it takes away again. */
export async function preflight(config: ArchiveConfig, options: CosOptions = {}): Promise<Check[]> {
  const steps = config.kind === 'file' ? folderSteps(config.folder) : await cosSteps(config, options);
  const checks: Check[] = [];
  for (const step of steps) {
    const check = await take(step);
    checks.push(check);
    if (check.outcome === 'failure') break;
  }
  return checks;
}

/** Buckets that were found good while this process lives: a function tries its bucket once per cold start. */
const trusted = new Set<string>();

/**
 * Tries a bucket before anything is entrusted to it. A folder needs no trying: what it cannot do fails at the first
 * write, while an unfit bucket would lose parts in silence.
 * @throws HuadanError `archive`: the first failure. A failure is not remembered; the next call tries again.
 */
export async function ensureTrusted(config: ArchiveConfig, options: CosOptions = {}): Promise<void> {
  if (config.kind === 'file') return;
  const place = JSON.stringify([config.endpoint, config.region, config.bucket, config.root]);
  if (trusted.has(place)) return;
  const failed = (await preflight(config, options)).find(({ outcome }) => outcome === 'failure');
  if (failed?.error) throw failed.error;
  trusted.add(place);
}
