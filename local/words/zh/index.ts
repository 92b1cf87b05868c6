/** Chinese for the commands. */

import type { Words } from '../en/index.ts';
import { spanText } from '../../../shared/view/amounts.ts';
import { zh as shared } from '../../../shared/words/zh.ts';
import { close } from './close.ts';
import { counted, days, faults, help, progress, settings } from './console.ts';
import { doctor } from './doctor.ts';
import { openapi, schema, settingsTable } from './documents.ts';
import { tellError, tellWarning } from './errors.ts';
import { exporting } from './export.ts';
import { lookup } from './lookup.ts';
import { probe } from './probe.ts';
import { pull } from './pull.ts';
import { rejects } from './rejects.ts';
import { reportPage } from './report-page.ts';
import { report } from './report.ts';
import { start } from './start.ts';
import { change, status } from './status.ts';
import { token } from './token.ts';
import { verify } from './verify.ts';

export const zh: Words = {
  span: (seconds) => spanText(seconds, shared),
  help,
  faults,
  settings,
  progress,
  counted,
  days,
  tellError,
  tellWarning,
  start,
  pull,
  lookup,
  close,
  exporting,
  verify,
  status,
  change,
  rejects,
  report,
  reportPage,
  token,
  doctor,
  probe,
  schema,
  openapi,
  settingsTable,
};
