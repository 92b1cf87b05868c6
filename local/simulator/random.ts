/** Chance that can be repeated: the same key gives the same numbers, on every machine and in every run. */

import { createHash } from 'node:crypto';

export interface Random {
  /** Uniform in [0, 1). */
  readonly fraction: () => number;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** Normally distributed: mean 0, standard deviation 1. */
  readonly normal: () => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** A choice by its weight. */
  readonly pickWeighted: <T>(choices: readonly [Weighted<T>, ...Weighted<T>[]]) => T;
  readonly digits: (count: number) => string;
  readonly hex: (count: number) => string;
}

export type Weighted<T> = readonly [choice: T, weight: number];

/** The key is hashed to a state, which xorshift128 then runs on (Marsaglia, doi.org/10.18637/jss.v008.i14). */
export function createRandom(...key: readonly (string | number)[]): Random {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest();
  let [x, y, z, w] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12)];

  function fraction(): number {
    const mixed = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ mixed ^ (mixed >>> 8);
    return (w >>> 0) / 2 ** 32;
  }
  const below = (limit: number): number => Math.floor(fraction() * limit);
  function text(count: number, base: number): string {
    let digits = '';
    while (digits.length < count) digits += below(base).toString(base);
    return digits;
  }

  return {
    fraction,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => fraction() < probability,
    // Box and Muller's transform; 1 - fraction() is never 0, whose logarithm would be infinite.
    normal: () => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction()),
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    pickWeighted: (choices) => {
      let left = fraction() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const found = choices.find(([, weight]) => (left -= weight) < 0);
      return (found ?? choices[0])[0];
    },
    digits: (count) => text(count, 10),
    hex: (count) => text(count, 16),
  };
}
