/** A copy of plain data, so that nobody outside can change what is kept. */
export function copied<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copied) as T;
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) {
    const inner = copy[key];
    if (inner !== null && typeof inner === 'object') copy[key] = copied(inner);
  }
  return copy as T;
}
