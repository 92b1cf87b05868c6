/** Everything one run of the bench found out, and how its numbers are written. */

import type { ArchiveLookupFigures } from './archive-lookup.bench.ts';
import type { CosFigures } from './cos.bench.ts';
import type { LookupFigures } from './lookup.bench.ts';
import type { Spent } from './measure.ts';
import type { PullFigures } from './pull.bench.ts';

export interface Figures {
  /** By rising number of rows. */
  readonly pulls: readonly PullFigures[];
  readonly cos: CosFigures;
  readonly lookup: LookupFigures;
  readonly archiveLookup: ArchiveLookupFigures;
}

/** 1000000 -> `1 000 000`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** A tenth of a millisecond tells something of what takes a few of them. */
function milliseconds(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : grouped(ms);
}

export function inMs(ms: number): string {
  return `${milliseconds(ms)} ms`;
}

/** For what takes a few milliseconds. */
export function inFineMs(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}

/** `85 / 110 ms` */
export function wallAndCpu({ ms, cpuMs }: Spent): string {
  return `${milliseconds(ms)} / ${inMs(cpuMs)}`;
}

export function inMegabytes(bytes: number): string {
  return `${grouped(bytes / 1e6)} MB`;
}
