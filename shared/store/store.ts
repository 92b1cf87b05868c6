/**
 * What the archive needs of the place it is kept in: no more than COS can do.
 *
 * Names are relative to the archive's root, with `/` between folders (`cdr/dt=2019-01-23/20190123T1710-000.jsonl.gz`).
 * Every method throws a HuadanError with reason `archive` when it cannot tell: null or false is only ever the
 * store's own word that nothing is there.
 */
export interface Store {
  /** The whole object, or null when there surely is none. */
  get(name: string): Promise<Buffer | null>;
  /** Its size in bytes, or null when there surely is none. */
  head(name: string): Promise<{ size: number } | null>;
  /** Writes it, whatever was there. Readers see the old or the new bytes, never a mixture. */
  put(name: string, body: Buffer): Promise<void>;
  /**
   * Writes it only if nothing has that name: true when this call wrote it, false when something was there.
   * After a lost reply the caller may get false for its own write: compare the bytes.
   */
  putIfAbsent(name: string, body: Buffer): Promise<boolean>;
  /** Names that begin with `prefix`, sorted. May lag behind writes: good for people and reports, never for decisions. */
  list(prefix: string): Promise<string[]>;
}
