/** The smallest group of people whose size is told to those who see no single person. Source: domain.md C5 and E. */
export const SMALLEST_GROUP = 5;

/** Counts with those hidden (`null`, shown as «<5») that would tell about a few people. */
export interface Suppressed {
  total: number | null;
  counts: (number | null)[];
}

/**
 * Counts of separate groups and their total, so that nobody can work a small group out. A group of 1 to 4 is hidden. Where
 * the total less the shown groups would give hidden ones away (one alone, or fewer than 5 people together), the smallest of
 * the other groups is hidden too. A total of 1 to 4 is hidden with all its groups. No one is 0, and is told.
 */
export function suppress(counts: readonly number[]): Suppressed {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const small = (count: number): boolean => count > 0 && count < SMALLEST_GROUP;
  if (small(total)) return { total: null, counts: counts.map((count) => (count === 0 ? 0 : null)) };
  const hidden = new Set(counts.flatMap((count, i) => (small(count) ? [i] : [])));
  const others = counts
    .map((count, i) => ({ count, i }))
    .filter(({ count }) => count >= SMALLEST_GROUP)
    .sort((a, b) => a.count - b.count);
  const together = (): number => [...hidden].reduce((sum, i) => sum + (counts[i] ?? 0), 0);
  for (const { i } of others) {
    if (hidden.size === 0 || (hidden.size > 1 && together() >= SMALLEST_GROUP)) break;
    hidden.add(i);
  }
  return { total, counts: counts.map((count, i) => (hidden.has(i) ? null : count)) };
}
