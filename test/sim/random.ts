/** A stream of pseudo-random numbers that one seed decides wholly (mulberry32). */
export interface Random {
  /** Uniform in 0…1, 1 excluded. */
  real(): number;
  /** Uniform integer in 0…n-1. */
  below(n: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function randomOf(seed: number): Random {
  let a = (seed ^ 0x9e3779b9) >>> 0;
  function real(): number {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 4; i++) real();
  return {
    real,
    below: (n) => Math.floor(real() * n),
    chance: (probability) => real() < probability,
    pick<T>(items: readonly T[]): T {
      return items[Math.floor(real() * items.length)] as T;
    },
  };
}
