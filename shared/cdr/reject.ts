/** A row that cannot be read, or cannot be filed as it came: kept with its raw text and the reason. */

export interface Reject {
  /** In words that hold nothing of the row. */
  readonly reason: string;
  /** The row as it came; of an oversize row its first bytes. */
  readonly raw: Buffer;
  /** The length of the whole row. */
  readonly bytes: number;
  /** Its call is filed all the same, with what could not be kept replaced: not one of the rejected rows. */
  readonly filed?: true;
}
