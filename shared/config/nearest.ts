/** Which known name was likely meant by one that is spelt wrongly. */

/** How many letters must be added, left out, replaced or swapped with their neighbour to make one of the other. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? least) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** Undefined where none is near: one letter from a short name, two from a longer one. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let meant: string | undefined;
  let least = name.length < 8 ? 2 : 3;
  for (const each of known) {
    const far = distance(name, each);
    if (far < least) [meant, least] = [each, far];
  }
  return meant;
}
