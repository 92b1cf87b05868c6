/**
 * The one family of errors. `reason` says what kind of trouble it is and is all a program needs to decide;
 * `facts` holds the details; `message` says what was being done, what went wrong and what a person should do.
 * No message or fact holds a phone number, a callId, a token or an account id.
 */

/** Why the vendor's answer was not a success; see `source/error-codes.ts` for which code means which. */
export type VendorReason = 'retry' | 'miss' | 'window' | 'operator' | 'blocked' | 'unknown';

export type Reason =
  | VendorReason
  /** The decoded reply went past `CDR_MAX_REPLY`; ask for less. */
  | 'oversize'
  /** The caller's own deadline passed while the vendor was being asked. */
  | 'deadline'
  /** Settings that are missing or cannot be right; `facts.variables` names them. */
  | 'config'
  /** An event the function does not understand. */
  | 'event'
  /** The archive could not be read or written. */
  | 'archive'
  /** `ALERT_WEBHOOK` did not take a message. */
  | 'alert';

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export class HuadanError extends Error {
  override readonly name = 'HuadanError';
  readonly reason: Reason;
  readonly facts: Facts;

  constructor(reason: Reason, message: string, options: { facts?: Facts; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.facts = options.facts ?? {};
  }
}

/** True for an error of the family, narrowed to the given reasons where there are any. */
export function isHuadanError(error: unknown, ...reasons: Reason[]): error is HuadanError {
  return error instanceof HuadanError && (reasons.length === 0 || reasons.includes(error.reason));
}

/** The error code of a system call or a library (`ENOENT`, `ECONNRESET`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
