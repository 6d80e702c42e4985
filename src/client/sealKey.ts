import { KeyAnswer } from '#sync/emergency.ts';
import type { LocalStore } from '#client/db/store.ts';
import type { Send } from '#client/live/session.svelte.ts';

/** How old the kept key may get before it is asked for anew. Unit: milliseconds. */
const LIFE = 7 * 86_400_000;

/** Keeps the server's key and this device's ticket, so that an emergency file can be made without network (SPEC X1). */
export async function keepSealKey(store: LocalStore, send: Send): Promise<void> {
  try {
    const kept = await store.read((tx) => tx.meta('seal'));
    if (kept && kept.at > Date.now() - LIFE) return;
    const response = await send('/api/key', {
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
    const { key, ticket } = KeyAnswer.parse(await response.json());
    await store.write((tx) => tx.putMeta('seal', { key, ticket, at: Date.now() }));
  } catch {
    // Asked again after the next round.
  }
}
