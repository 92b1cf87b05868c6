/** The files of an archive are named by its settings, which therefore stay as they were when it was begun. */

import { HuadanError } from '../errors.ts';
import { formatUtcOffset } from '../time.ts';
import type { ArchiveLayout, ReadState } from './pull-state.ts';

/**
 * Another slot length or offset would file calls that are already there under other names, every call twice, and would
 * miss calls when a day is read.
 * @throws HuadanError `config`
 */
export function refuseOtherLayout({ slotMinutes, utcOffset }: ReadState, config: ArchiveLayout): void {
  const faults: string[] = [];
  if (slotMinutes !== undefined && slotMinutes * 60 !== config.slotSeconds) {
    faults.push(`SLOT_MINUTES was ${slotMinutes}`);
  }
  if (utcOffset !== undefined && utcOffset !== formatUtcOffset(config.utcOffsetSeconds)) {
    faults.push(`UTC_OFFSET was ${utcOffset}`);
  }
  if (faults.length === 0) return;
  throw new HuadanError(
    'config',
    `Opening the archive: ${faults.join(' and ')} when it was begun, and its files are named by it. Set it back, or begin a new archive.`,
    { facts: { variables: faults.map((fault) => fault.split(' ', 1)[0]).join(',') } },
  );
}
