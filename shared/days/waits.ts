/** Whole seconds people waited, counted by their length: a day of any size takes the same memory. */

export interface Waits {
  /** A wait of less than nothing is none: two clocks disagreed. */
  add: (seconds: number) => void;
  /** The shortest wait that this share of all waits is not longer than (nearest rank); null when there are none. */
  quantile: (share: number) => number | null;
}

export function createWaits(): Waits {
  const counts = new Map<number, number>();
  let total = 0;
  return {
    add(seconds) {
      if (seconds < 0) return;
      counts.set(seconds, (counts.get(seconds) ?? 0) + 1);
      total++;
    },
    quantile(share) {
      let below = 0;
      for (const [seconds, count] of [...counts].sort(([a], [b]) => a - b)) {
        below += count;
        if (below >= share * total) return seconds;
      }
      return null;
    },
  };
}
