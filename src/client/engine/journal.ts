import type { Backup } from '#sync/protocol.ts';
import type { LocalStore, LocalTx } from '#client/db/store.ts';

/** How long confirmed edits stay in the journal. Unit: milliseconds. */
const JOURNAL_LIFE = 60 * 86_400_000;

/** Forgets journalled edits older than the journal's life. Called once at every start. */
export function pruneJournal(store: LocalStore, now: number): Promise<void> {
  return store.write(async (tx) => {
    const old = (await tx.journal()).filter((entry) => entry.at < now - JOURNAL_LIFE);
    await tx.dropJournal(old.map((entry) => entry.n));
    await noteDropped(
      tx,
      old.map(({ mutation, seq }) => [mutation.scope, seq]),
    );
  });
}

/** Remembers per scope the highest place of an edit that the server applied and this phone keeps no more (SPEC P6). */
export async function noteDropped(
  tx: LocalTx,
  places: readonly (readonly [scope: string, seq: number])[],
): Promise<void> {
  if (places.length === 0) return;
  const dropped = { ...(await tx.meta('dropped')) };
  for (const [scope, seq] of places) dropped[scope] = Math.max(seq, dropped[scope] ?? 0);
  await tx.putMeta('dropped', dropped);
}

/**
 * Compares what the phone keeps no more with what a restored server still has, and remembers the scopes where something lies
 * between (SPEC P6). A scope the phone holds and the backup does not name was founded, or granted, after it.
 */
export async function noteReach(tx: LocalTx, backup: Backup): Promise<void> {
  const dropped = Object.entries((await tx.meta('dropped')) ?? {});
  if (dropped.length === 0) return;
  const held = new Set((await tx.cursors()).map(({ scope }) => scope));
  const scopes = dropped.flatMap(([scope, seq]) =>
    seq > (backup.heads[scope] ?? (held.has(scope) ? 0 : Infinity)) ? scope : [],
  );
  if (scopes.length > 0) await tx.putMeta('short', { at: backup.at, scopes });
}
