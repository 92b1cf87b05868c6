/** What the help of a command says in one language. */

/** Arguments that mean the same wherever they are taken; a command may say more of them. */
export type CommonArg = 'env' | 'json' | 'write';

export interface HelpWords<A extends string = string> {
  /** One sentence: what it does. */
  readonly summary: string;
  /** What each argument is. */
  readonly args: Readonly<Record<Exclude<A, CommonArg>, string>> & Readonly<Partial<Record<CommonArg, string>>>;
  /** Arguments to copy, and what they do. */
  readonly examples: Readonly<Record<string, string>>;
  /** What else a user must know; paragraphs of at most 110 columns. */
  readonly notes?: string;
  /** Exit codes and their meaning; 2 is always also for arguments or settings that cannot be right. */
  readonly exitCodes: Readonly<Record<number, string>>;
}
