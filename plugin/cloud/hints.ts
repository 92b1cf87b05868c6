/** What a person should do about a refusal of the API, by the start of its code. */

const HINTS: readonly (readonly [prefix: string, hint: string])[] = [
  [
    'AuthFailure',
    'Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, the token of temporary keys, and this machine’s clock.',
  ],
  [
    'UnauthorizedOperation',
    'The account of the keys needs the policy QcloudSCFFullAccess, and cam:PassRole for the function’s role.',
  ],
  [
    'FailedOperation.QcsRoleNotFound',
    'Open console.cloud.tencent.com/scf once and accept: that creates the role SCF_QcsRole.',
  ],
  [
    'ResourceNotFound.Role',
    'Create the role in console.cloud.tencent.com/cam/role, for the service SCF, or name another one in serverless.yml.',
  ],
  [
    'InvalidParameterValue.Role',
    'Create the role in console.cloud.tencent.com/cam/role, for the service SCF, or name another one in serverless.yml.',
  ],
  [
    'InvalidParameterValue.Runtime',
    'The region may not have this runtime yet: set `runtime: Nodejs18.15` in serverless.yml.',
  ],
  [
    'LimitExceeded.FunctionReservedConcurrencyMemory',
    'The region’s concurrency quota is used up: see console.cloud.tencent.com/scf, quota management.',
  ],
  ['FailedOperation.InsufficientBalance', 'The account is in arrears.'],
  ['RequestLimitExceeded', 'Others use the same account’s API quota: try again in a minute.'],
];

export function hintFor(code: string): string {
  return HINTS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? '';
}
