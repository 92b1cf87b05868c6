/** What the JSON routes answer, by their schemas. */

import type * as z from 'zod/mini';
import type { daysSchema, foundSchema } from '../../response-schemas.ts';

export type Found = z.infer<typeof foundSchema>;
export type Month = z.infer<typeof daysSchema>;
export type { Manifest } from '../../../../shared/days/manifest.ts';
export type { Status } from '../../../../shared/status.ts';
