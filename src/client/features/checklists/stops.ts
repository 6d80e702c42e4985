/** Where the hand stopped in each run, on this device: ids only. */
const KEY = 'run-stops';
/** So many runs are remembered, the latest ones. */
const ROOM = 60;

type Stops = [runId: string, itemId: string][];

/** The item under the hand when the run was left, also when the app was killed; null when it is not remembered. */
export function stopOf(runId: string): string | null {
  return stops().find(([id]) => id === runId)?.[1] ?? null;
}

/** Remembers the item under the hand. Without storage (private windows) only the memory of the place is lost. */
export function rememberStop(runId: string, itemId: string): void {
  const next: Stops = [[runId, itemId], ...stops().filter(([id]) => id !== runId)];
  try {
    localStorage.setItem(KEY, JSON.stringify(next.slice(0, ROOM)));
  } catch {
    return;
  }
}

function stops(): Stops {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept)
      ? kept.filter((one): one is Stops[number] => Array.isArray(one) && one.length === 2)
      : [];
  } catch {
    return [];
  }
}
