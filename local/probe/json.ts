/** What was probed, for a program and for an issue: no call is in it, only what was learnt from them. */

import { COMMAND_WORDS } from '../words/index.ts';
import { failureText } from './asker.ts';
import { findingsOf, type Finding } from './findings.ts';
import type { Probed } from './probe.ts';

export interface ProbedJson extends Omit<Probed, 'widths'> {
  readonly widths: readonly {
    readonly seconds: number;
    readonly rows: number;
    readonly cutShort: boolean;
    readonly bytes: number | null;
    readonly failure: string | null;
  }[];
  readonly findings: readonly Finding[];
}

export function probedJson(probed: Probed): ProbedJson {
  return {
    ...probed,
    widths: probed.widths.map(({ seconds, seen, wire }) => ({
      seconds,
      rows: seen.received,
      cutShort: seen.cutShort,
      bytes: wire?.bytes ?? null,
      failure: seen.failure === undefined ? null : failureText(seen.failure),
    })),
    // A program reads the same in any language.
    findings: findingsOf(probed, COMMAND_WORDS.en),
  };
}
