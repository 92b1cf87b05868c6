/** The seed of this run's random tests: printed in their names, repeated with SEED=… */
export const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

/** Random tests run `usual` times, and `long` times with LONG=1. */
export function runs(usual: number, long: number): number {
  return Number(process.env['RUNS'] ?? (process.env['LONG'] === '1' ? long : usual));
}
