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
