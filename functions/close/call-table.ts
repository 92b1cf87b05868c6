/**
 * The calls of a day by their ids, in a fixed number of places outside the JavaScript heap: a large day takes no more
 * memory. An id is kept as 64 bits of a hash; that two of a million calls share them happens once in 37 million days.
 */

/** What is known of a call; rows are counted from 1, 0 is none. */
export interface CallTable {
  /** Forgets all calls. From now on the table is for a share of them. To be called before anything else. */
  begin: (share: Share) => void;
  /**
   * Looks for the id `bytes[start, end)`. Returns the number of its call, which is new where `latest` of it is 0; -1 when
   * the id is none of those this table is for; `full` when there is no place left.
   */
  find: (bytes: Buffer, start: number, end: number) => number | 'full';
  /** The row that counts. */
  latest: (call: number) => number;
  setLatest: (call: number, row: number) => void;
  /** The row that counted in the generation before. */
  setBefore: (call: number, row: number) => void;
  /** The call stands in several slots. */
  setMoved: (call: number) => void;
  forEach: (use: (latest: number, before: number, moved: boolean) => void) => void;
}

/** A share of all calls: those whose hash leaves this remainder. */
export interface Share {
  readonly of: number;
  readonly remainder: number;
}

/** For 1.5 million calls: 34 MB when it is full. */
const PLACES = 2 ** 21;
/** In use at first. A small day does not touch the memory of a large one. */
const FIRST_PLACES = 2 ** 12;
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

/**
 * @param lend gives memory of so many bytes, with anything in it
 * @param places a power of two; three of four are used
 */
export function createCallTable(lend: (bytes: number) => ArrayBufferLike, places = PLACES): CallTable {
  const most = Math.floor(places * MOST_FULL);
  const memory = lend(4 * places + 17 * (most + 1));
  const column = (number: number): Int32Array => new Int32Array(memory, 4 * places + number * 4 * (most + 1), most + 1);
  /** Where a hash leads to: the number of a call, counted from 1 in the order they came. */
  const calls = new Int32Array(memory, 0, places);
  const [first, second, latest, before] = [column(0), column(1), column(2), column(3)];
  const moved = new Uint8Array(memory, 4 * places + 16 * (most + 1), most + 1);
  let share: Share = { of: 1, remainder: 0 };
  let size = 0;
  /** Of the places: a power of two. */
  let inUse = 0;

  function spreadOver(number: number): void {
    inUse = number;
    calls.fill(0, 0, inUse);
    for (let call = 1; call <= size; call++) {
      let place = first[call]! & (inUse - 1);
      while (calls[place] !== 0) place = (place + 1) & (inUse - 1);
      calls[place] = call;
    }
  }

  return {
    begin(next) {
      share = next;
      size = 0;
      spreadOver(Math.min(places, FIRST_PLACES));
    },
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
      if ((b >>> 0) % share.of !== share.remainder) return -1;
      let place = a & (inUse - 1);
      for (let call = calls[place]!; call !== 0; call = calls[place]!) {
        if (first[call] === a && second[call] === b) return call;
        place = (place + 1) & (inUse - 1);
      }
      if (size === most) return 'full';
      size++;
      calls[place] = size;
      first[size] = a;
      second[size] = b;
      latest[size] = 0;
      before[size] = 0;
      moved[size] = 0;
      if (size > inUse * MOST_FULL && inUse < places) spreadOver(inUse * 2);
      return size;
    },
    latest: (call) => latest[call]!,
    setLatest: (call, row) => void (latest[call] = row),
    setBefore: (call, row) => void (before[call] = row),
    setMoved: (call) => void (moved[call] = 1),
    forEach(each) {
      for (let call = 1; call <= size; call++) each(latest[call]!, before[call]!, moved[call] === 1);
    },
  };
}
