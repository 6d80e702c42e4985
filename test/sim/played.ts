import { KINDS } from './kinds.mjs';

/** A kind of event, counted where it takes effect: so the table says what was played and not what was planned. */
export type Kind = keyof typeof KINDS;

/** How often each kind took effect; and at which operations of the storage pages died. */
export interface Played {
  kinds: Partial<Record<Kind, number>>;
  crashes: Record<string, number>;
}

export const nothingPlayed = (): Played => ({ kinds: {}, crashes: {} });

/** Adds one count to another. */
export function addPlayed(sum: Played, more: Played): void {
  for (const part of ['kinds', 'crashes'] as const) {
    const into: Record<string, number> = sum[part];
    for (const [key, n] of Object.entries(more[part])) into[key] = (into[key] ?? 0) + n;
  }
}
