/** What the JSON routes answer; the schemas are beside the routes and in GET /openapi.json. */

import type { Cdr } from '../../../../shared/cdr/schema.ts';
import type { CatalogueEntry } from '../../../../shared/days/catalogue.ts';
import type { Shortfall } from '../../../../shared/days/manifest.ts';

export interface CallAnswer {
  readonly cdr: readonly Cdr[];
  readonly source: 'vendor' | 'archive';
  readonly asOf?: string;
  readonly unreadable?: number;
}

export interface NumberAnswer {
  readonly cdr: readonly Cdr[];
  readonly searchedUntil?: string | null;
  readonly incomplete?: readonly Shortfall[];
}

export interface MonthAnswer {
  readonly days: readonly CatalogueEntry[];
}

interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export interface Status {
  readonly now: string;
  readonly asOf: string | null;
  readonly since: string | null;
  readonly lagSeconds: number | null;
  readonly passes: readonly { readonly ageSeconds: number; readonly cursor: string }[];
  readonly gaps: readonly Stretch[];
  readonly lost: readonly Stretch[];
  readonly blockedUntil: string | null;
  readonly notBefore: string | null;
  readonly lastClosedDay: string | null;
  readonly faults: readonly string[];
}
