/**
 * How the API says that a function is being changed. The code names the action and means no more than "failed"; the
 * sentence tells (CloudBase-AI-Toolkit pull request 928 and its function-updating tests; public deployment logs with
 * UpdateFunctionCode, UpdateFunctionConfiguration and Creating, Updating, CreateFailed). Others have codes of their own
 * (comments of the SDKs' error lists).
 */

import { Refusal } from './refusal.ts';

const OF_THE_ACTION = new Set([
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'CreateTrigger',
  'DeleteTrigger',
  'DeleteFunction',
]);

export function busy(action: string, status: string): Refusal {
  if (!OF_THE_ACTION.has(action))
    return new Refusal('FailedOperation.FunctionStatusError', '函数在部署中,无法做此操作。');
  return new Refusal(`FailedOperation.${action}`, `当前函数处于${status}状态，无法进行此操作，请稍后重试。`);
}
