/** Which refusals pass by themselves, and how long to wait: pure, apart from the loop that asks it. */

/** Codes that mean "not now" (the SCF error code list, cloud.tencent.com/document/api/583/17238). */
const PASSING = [
  /^RequestLimitExceeded(\.|$)/,
  /^InternalError(\.|$)/,
  /^ResourceInUse\.Function$/,
  /^FailedOperation\.(FunctionStatusError|FunctionNameStatusError|OperationConflict|FunctionVersionStatusNotActive|ReservedInProgress)$/,
];

export const MAX_ATTEMPTS = 8;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/** An error of the SDK: its `code` is the API's, or blank where no answer came (a network fault, a proxy's page). */
export interface ApiError extends Error {
  readonly code?: string;
  readonly requestId?: string;
}

export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.constructor.name === 'TencentCloudSDKHttpException';
}

/** The request may or may not have been carried out. */
export function isUnanswered(error: unknown): boolean {
  return isApiError(error) && (error.code ?? '') === '';
}

export function isPassing(error: unknown): boolean {
  if (!isApiError(error)) return false;
  const code = error.code ?? '';
  return code === '' || PASSING.some((pattern) => pattern.test(code));
}

/** Exponential with full jitter, which spreads callers that were refused together. `attempt` counts from 1. */
export function waitMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}
