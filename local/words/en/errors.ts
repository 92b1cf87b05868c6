import type { Reason } from '../../../shared/errors.ts';

/** What an error says to a person: in English what it says anyway. @param message masked; it may have several lines */
export function tellError(_reason: Reason, message: string): string {
  return message;
}

/** @param message of a log, one line, masked */
export function tellWarning(message: string): string {
  return message;
}
