/** A piece of an object. */
export interface Piece {
  readonly bytes: Buffer;
  /** The name of what the object holds now: another content has another. */
  readonly etag: string;
  /** Of the whole object. */
  readonly size: number;
}

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
  /**
   * Its bytes from `start` up to and without `end`; fewer where it ends before. Null when there surely is no such object;
   * `changed` when it is not the one that was meant: it holds something else than `ifMatch` names, or nothing at `start`.
   */
  getRange(name: string, start: number, end: number, ifMatch?: string): Promise<Piece | 'changed' | null>;
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

/** What readers need of it. */
export type StoreReader = Pick<Store, 'get' | 'getRange'>;
