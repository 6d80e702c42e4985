import { getContext, setContext, type Snippet } from 'svelte';

const KEY = Symbol('state line');

/** The shell hands its line of state to the page, which shows it under its header on a phone. */
export function shareStateLine(line: () => Snippet | undefined): void {
  setContext(KEY, line);
}

/** The shell's line of state, or nothing outside a shell (unlocking, first start). */
export function stateLine(): Snippet | undefined {
  return getContext<(() => Snippet | undefined) | undefined>(KEY)?.();
}
