/** Which refusals pass by themselves, and how long to wait: pure, apart from the loop that asks it. */

/** Why a call may succeed later. `unanswered`: it may or may not have been carried out. */
export type Obstacle = 'throttled' | 'busy' | 'unanswered';

/** The SCF error code list, cloud.tencent.com/document/api/583/17238. */
const THROTTLED = /^(RequestLimitExceeded|InternalError)(\.|$)/;
const BUSY =
  /^(ResourceInUse\.Function|UnauthorizedOperation\.FunctionStatus|FailedOperation\.(FunctionStatusError|FunctionNameStatusError|OperationConflict|FunctionVersionStatusNotActive|ReservedInProgress|TotalConcurrencyMemoryInProgress))$/;

/**
 * Most actions say that the function is busy under a code that means no more than "failed", such as
 * FailedOperation.UpdateFunctionCode, and only the sentence tells: 当前函数处于Updating状态，无法进行此操作，请稍后重试
 * (CloudBase-AI-Toolkit's function-updating tests), 当前函数状态无法进行此操作，请在函数状态正常时重试, 函数在部署中, or
 * "… Please try again later" (comments of the SDKs' error lists).
 */
const BUSY_SENTENCE = /请稍后(再|重)?试|状态(为)?正常时(重试|更新)|在部署中|try again (later|when)|is deploying/i;
/** The same sentence about a state that does not end by itself. */
const STUCK_SENTENCE = /处于\w*Failed\w*状态/i;

export const MAX_ATTEMPTS = 8;
/** How long a busy function is waited for. */
export const BUSY_PATIENCE_MS = 300_000;
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

/** Undefined for what will not pass. */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (!isApiError(error)) return undefined;
  const code = error.code ?? '';
  if (code === '') return 'unanswered';
  if (THROTTLED.test(code)) return 'throttled';
  if (STUCK_SENTENCE.test(error.message)) return undefined;
  return BUSY.test(code) || BUSY_SENTENCE.test(error.message) ? 'busy' : undefined;
}

/** Exponential with full jitter, which spreads callers that were refused together. `attempt` counts from 1. */
export function waitMs(attempt: number, random: () => number): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
}
