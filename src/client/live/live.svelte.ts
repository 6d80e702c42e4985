import { liveQuery } from 'dexie';
import { read, type Rows } from '#client/db/device.ts';
import { session } from './session.svelte.ts';

/** A query on its way to the screen. */
export type Live<T> =
  { state: 'loading' } | { state: 'failed'; error: { type: string } } | { state: 'ready'; value: T };

/**
 * A query that follows the database, this tab's and other tabs' changes alike. `input` is reactive, `query` is not:
 * taking the input as an argument makes a forgotten dependency impossible. The last value stays until the next is there.
 */
export function live<I, T>(input: () => I, query: (rows: Rows, input: I) => Promise<T>): { readonly current: Live<T> } {
  return liveWith(input, query, (value) => Promise.resolve(value));
}

/**
 * As `live`, for what needs more than the database: `make` runs when the query is over. A query itself waits for nothing else:
 * browsers end a transaction that waits, and the query would fail.
 */
export function liveWith<I, T, R>(
  input: () => I,
  query: (rows: Rows, input: I) => Promise<T>,
  make: (value: T) => Promise<R>,
): { readonly current: Live<R> } {
  let current = $state.raw<Live<R>>({ state: 'loading' });
  $effect(() => {
    if (!session.signedIn) return;
    const { device } = session;
    const now = input();
    const subscription = liveQuery(async () => make(await read(device, (rows) => query(rows, now)))).subscribe({
      next: (value) => (current = { state: 'ready', value }),
      error: () => (current = { state: 'failed', error: { type: 'StorageBroken' } }),
    });
    return () => subscription.unsubscribe();
  });
  return {
    get current() {
      return current;
    },
  };
}
