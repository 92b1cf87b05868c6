/** Everything one run of the bench found out, and how its numbers are written. */

import type { CosFigures } from './cos.bench.ts';
import type { LookupFigures } from './lookup.bench.ts';
import type { PullFigures } from './pull.bench.ts';

export interface Figures {
  /** By rising number of rows. */
  readonly pulls: readonly PullFigures[];
  /** The one of them that was compared with what else one could do. */
  readonly compared: PullFigures;
  readonly cos: CosFigures;
  readonly lookup: LookupFigures;
}

/** 1000000 -> `1 000 000`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

export function inMs(ms: number): string {
  return `${grouped(ms)} ms`;
}

/** For what takes a few milliseconds. */
export function inFineMs(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}

export function inMegabytes(bytes: number | null): string {
  return bytes === null ? '–' : `${grouped(bytes / 1e6)} MB`;
}

export function perRow({ pull, rows }: PullFigures): number {
  return (pull.ms * 1000) / rows;
}

/** How many times as long; undefined when one of the two is not there. */
export function times(one: { ms: number } | undefined, other: { ms: number } | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one.ms / other.ms;
}
