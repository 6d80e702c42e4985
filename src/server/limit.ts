/**
 * Counts tries in a sliding window, in memory: enough against guessing, gone with the process.
 * `allow` returns 0 when the try may go on, or the seconds to wait.
 */
export function limiter(tries: number, window: number, now: () => number): { allow(key: string): number } {
  const seen = new Map<string, number[]>();
  return {
    allow(key) {
      const since = now() - window;
      if (seen.size > 10_000) for (const [other, times] of seen) if ((times.at(-1) ?? 0) <= since) seen.delete(other);
      const times = (seen.get(key) ?? []).filter((time) => time > since);
      if (times.length >= tries) return Math.ceil(((times[0] ?? 0) + window - now()) / 1000);
      seen.set(key, [...times, now()]);
      return 0;
    },
  };
}

/**
 * Lets `burst` requests through at once and `rate` a second in the long run, by key, in memory. `allow` returns 0, or the whole
 * seconds after which one more passes.
 */
export function bucket(burst: number, rate: number, now: () => number): { allow(key: string): number } {
  const levels = new Map<string, { level: number; at: number }>();
  return {
    allow(key) {
      const at = now();
      const levelOf = (one: { level: number; at: number }): number =>
        Math.min(burst, one.level + (Math.max(0, at - one.at) / 1000) * rate);
      if (levels.size > 10_000) for (const [other, one] of levels) if (levelOf(one) >= burst) levels.delete(other);
      const known = levels.get(key);
      const level = known ? levelOf(known) : burst;
      levels.set(key, { level: level >= 1 ? level - 1 : level, at });
      return level >= 1 ? 0 : Math.ceil((1 - level) / rate);
    },
  };
}
