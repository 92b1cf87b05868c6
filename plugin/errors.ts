/** A fault a person can mend. It is shown as its message alone: what was being done, what went wrong, what to do. */
export class DeployError extends Error {
  override readonly name = 'DeployError';
}
