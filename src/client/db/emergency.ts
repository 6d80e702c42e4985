import { err, ok, type Result } from '#domain/result.ts';
import { SCHEMA } from '#domain/tables.ts';
import { EMERGENCY, SEALED, type Emergency } from '#sync/emergency.ts';
import { sealTo } from '#client/vault/sealTo.ts';
import type { LocalStore } from './store.ts';

/** A sealed file and what is in it. */
export interface EmergencyFile {
  bytes: Uint8Array;
  edits: number;
  drafts: number;
}

/**
 * Everything of this device that the server may lack, as one file only the server opens (SPEC X2): the whole outbox, refused
 * edits too, and every draft. Needs no network: the key was kept at the last contact. Photos are not in it.
 */
export async function emergencyFile(
  store: LocalStore,
  now: number,
): Promise<Result<EmergencyFile, { type: 'NoSealKey' | 'NothingUnsent' | 'StorageBroken' }>> {
  const found = await store
    .read(async (tx) => {
      const queue = await tx.queue();
      const drafts: Emergency['drafts'] = [];
      for (const draft of await tx.drafts()) {
        const id = draft.key.split('/')[1] ?? '';
        const scope = (await tx.record(id))?.scope ?? (await tx.queue({ id }))[0]?.mutation.scope ?? '';
        drafts.push({ ...draft, scope });
      }
      return { seal: await tx.meta('seal'), muts: queue.map(({ mutation }) => mutation), drafts };
    })
    .catch(() => null);
  if (!found) return err({ type: 'StorageBroken' });
  const { seal, muts, drafts } = found;
  if (muts.length + drafts.length === 0) return err({ type: 'NothingUnsent' });
  if (!seal) return err({ type: 'NoSealKey' });
  const content: Emergency = {
    v: EMERGENCY,
    ticket: seal.ticket,
    at: new Date(now).toISOString(),
    app: __VERSION__,
    schema: SCHEMA,
    muts,
    drafts,
  };
  const plain = new TextEncoder().encode(JSON.stringify(content));
  return ok({ bytes: await sealTo(SEALED, seal.key, plain), edits: muts.length, drafts: drafts.length });
}

/** Name of the file. It tells whose it is and when it was made, and nothing else. */
export function emergencyFileName(code: string, now: number): string {
  return `trzy-sfery-${code}-${new Date(now).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.sealed`;
}
