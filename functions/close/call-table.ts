/**
 * The calls of a day by their ids, in a fixed number of places outside the JavaScript heap: a large day takes no more
 * memory. An id is kept as 64 bits of a hash; that two of a million calls share them happens once in 37 million days.
 */

/** What is known of a call; rows are counted from 1, 0 is none. */
export interface CallTable {
  /**
   * Looks for the id `bytes[start, end)`. Returns its place, taken for it where it is new; -1 when the id is none of
   * those this table is for; `full` when there is no place left. Places are good until the next call.
   */
  find: (bytes: Buffer, start: number, end: number) => number | 'full';
  /** The row that counts; to be set at once at a place that was just taken. */
  latest: (place: number) => number;
  setLatest: (place: number, row: number) => void;
  /** The row that counted in the generation before. */
  setBefore: (place: number, row: number) => void;
  /** The call stands in several slots. */
  setMoved: (place: number) => void;
  forEach: (use: (latest: number, before: number, moved: boolean) => void) => void;
}

/** A share of all calls: those whose hash leaves this remainder. */
export interface Share {
  readonly of: number;
  readonly remainder: number;
}

/** Memory for 1.5 million calls: 35 MB when it is full. */
export const PLACES = 2 ** 21;
const FIRST_PLACES = 2 ** 14;
const MOST_FULL = 0.75;

/** A round and the end of MurmurHash3 (https://github.com/aappleby/smhasher), with constants of its two variants. */
function mix(hash: number, word: number, c1: number, c2: number): number {
  let k = Math.imul(word, c1);
  k = Math.imul((k << 15) | (k >>> 17), c2);
  const mixed = hash ^ k;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Columns of a table: two numbers of the id, and what is known of the call. */
interface Columns {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly latest: Int32Array;
  readonly before: Int32Array;
  readonly moved: Uint8Array;
}

function createColumns(places: number): Columns {
  const column = (): Int32Array => new Int32Array(places);
  return { first: column(), second: column(), latest: column(), before: column(), moved: new Uint8Array(places) };
}

/** Where the call with these two numbers is, or would be. */
function placeOf({ first, second, latest }: Columns, a: number, b: number): number {
  const mask = latest.length - 1;
  let place = a & mask;
  while (latest[place] !== 0 && !(first[place] === a && second[place] === b)) place = (place + 1) & mask;
  return place;
}

function grown(columns: Columns): Columns {
  const larger = createColumns(columns.latest.length * 2);
  for (let from = 0; from < columns.latest.length; from++) {
    if (columns.latest[from] === 0) continue;
    const to = placeOf(larger, columns.first[from]!, columns.second[from]!);
    for (const name of ['first', 'second', 'latest', 'before', 'moved'] as const) {
      larger[name][to] = columns[name][from]!;
    }
  }
  return larger;
}

/** @param places at the most, a power of two */
export function createCallTable({ of, remainder }: Share, places = PLACES): CallTable {
  let columns = createColumns(Math.min(places, FIRST_PLACES));
  let size = 0;
  return {
    find(bytes, start, end) {
      let a = 0x2f0b4a87;
      let b = 0x6c078965;
      for (let at = start; at < end; at += 4) {
        // Behind the end stand bytes of the same line, the same for the same id.
        const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
        a = mix(a, word, 0xcc9e2d51, 0x1b873593);
        b = mix(b, word, 0x239b961b, 0xab0e9789);
      }
      a = finish(a, end - start);
      b = finish(b, end - start);
      if ((b >>> 0) % of !== remainder) return -1;
      const place = placeOf(columns, a, b);
      if (columns.latest[place] !== 0) return place;
      if (size >= columns.latest.length * MOST_FULL) {
        if (columns.latest.length === places) return 'full';
        columns = grown(columns);
      }
      size++;
      const taken = placeOf(columns, a, b);
      columns.first[taken] = a;
      columns.second[taken] = b;
      return taken;
    },
    latest: (place) => columns.latest[place]!,
    setLatest: (place, row) => void (columns.latest[place] = row),
    setBefore: (place, row) => void (columns.before[place] = row),
    setMoved: (place) => void (columns.moved[place] = 1),
    forEach(use) {
      const { latest, before, moved } = columns;
      for (let place = 0; place < latest.length; place++) {
        if (latest[place] !== 0) use(latest[place]!, before[place]!, moved[place] === 1);
      }
    },
  };
}
