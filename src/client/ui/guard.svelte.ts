import type { pl } from '#client/i18n/pl.ts';
import { SvelteSet } from 'svelte/reactivity';

/** A piece of a text that looks like data of a person, and what it looks like. */
export interface GuardedPiece {
  kind: keyof typeof pl.common.guard.kinds;
  piece: string;
}

type Guard = (text: string) => readonly GuardedPiece[];

let guard: Guard = () => [];

/** Called once by the app: fields know that a text can be looked at, not what the rules are. */
export function useGuard(real: Guard): void {
  guard = real;
}

/** Pieces of which somebody said that they are no data of a person; forgotten with the page, never stored. */
const dismissed = new SvelteSet<string>();

/** The pieces of a text that nobody has dismissed, each once. */
export function piecesOf(text: string): GuardedPiece[] {
  const pieces = guard(text).map(({ kind, piece }) => ({ kind, piece }));
  return pieces.filter(({ piece }, i) => !dismissed.has(piece) && pieces.findIndex((one) => one.piece === piece) === i);
}

/** «These are no personal data»: for this piece, in every field, until the app is opened again. */
export function dismiss(piece: string): void {
  dismissed.add(piece);
}
