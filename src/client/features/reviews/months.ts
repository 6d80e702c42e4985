/** The months that hold at least one of the days, oldest first. Forms: YYYY-MM-DD and YYYY-MM. */
export function monthsFrom(days: readonly string[]): string[] {
  return [...new Set(days.map((day) => day.slice(0, 7)))].sort();
}
