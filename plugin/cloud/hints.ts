/** What a person should do about a refusal of the API, by the start of its code (cloud.tencent.com/document/api/583/17238). */

const HINTS: readonly (readonly [prefix: string, hint: string])[] = [
  [
    'AuthFailure',
    'Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, the token of temporary keys, and this machine’s clock.',
  ],
  ['UnauthorizedOperation.FunctionStatus', 'The function is being changed: try again in a minute.'],
  [
    'UnauthorizedOperation',
    'The account of the keys needs the policy QcloudSCFFullAccess, and cam:PassRole for the function’s role.',
  ],
  [
    'FailedOperation.QcsRoleNotFound',
    'Open console.cloud.tencent.com/scf once and accept: that creates the role SCF_QcsRole.',
  ],
  [
    'FailedOperation.OpenService',
    'The service could not be opened for the account: open console.cloud.tencent.com/scf once and accept what it asks.',
  ],
  ['FailedOperation.UnOpenedService', 'Open console.cloud.tencent.com/scf once and accept what it asks.'],
  [
    'FailedOperation.ClsServiceUnregistered',
    'Open console.cloud.tencent.com/cls once and activate the log service; the functions’ logs go there.',
  ],
  [
    'InvalidParameterValue.ClsRole',
    'SCF may not write to the log service yet: open the log tab of any function in console.cloud.tencent.com/scf once and grant it (role SCF_QcsRole, policy QcloudAccessForScfRole).',
  ],
  [
    'FailedOperation.DeleteTrigger.UrlUsed',
    'A domain of your own is bound to the Function URL: unbind it first, in console.cloud.tencent.com/scf under "Custom domains".',
  ],
  [
    'LimitExceeded.Eip',
    'The account has no fixed public address left in this region: release one, ask for more, or give another namespace’s up.',
  ],
  [
    'UnsupportedOperation.EipFixed',
    'The account or region does not give functions a fixed public address: deploy to another region, or set `fixedIp: false` and give the vendor the address of a NAT gateway.',
  ],
  [
    'ResourceNotFound.Namespace',
    'Create the namespace in console.cloud.tencent.com/scf, or leave `namespace` out of serverless.yml.',
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
