import { err, ok, type Result } from '#domain/result.ts';
import { SCHEMA } from '#domain/tables.ts';
import { EMERGENCY, SEALED, type Emergency } from '#sync/emergency.ts';
import { SENDER } from '#sync/posted.ts';
import { sealTo } from '#client/vault/sealTo.ts';
import { newSender } from '#client/vault/sender.ts';
import { unconfirmed } from './blobs.ts';
import type { Device } from './device.ts';
import { filePart, putTogether } from './emergencyParts.ts';

/** A sealed file and what is in it. */
export interface EmergencyFile {
  file: Blob;
  edits: number;
  drafts: number;
  files: number;
  /** Files that the device cannot read any more; they are not in it. */
  unreadable: number;
}

/**
 * Everything of this device that the server may lack, as one file only the server opens (SPEC X2): the whole outbox, refused
 * edits too, every draft, and every photo and recording that was not confirmed. Needs no network: the key was kept at the
 * last contact. Photos are read and sealed piece by piece.
 */
export async function emergencyFile({
  store,
  blobs,
  now,
}: Pick<Device, 'store' | 'blobs' | 'now'>): Promise<
  Result<EmergencyFile, { type: 'NoSealKey' | 'NothingUnsent' | 'StorageBroken' }>
> {
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
  // A storage of files that cannot be opened never holds the text back.
  const waiting = await blobs.all().then(
    (all) => all.filter(unconfirmed),
    () => [],
  );
  if (!found) return err({ type: 'StorageBroken' });
  const { seal, muts, drafts } = found;
  if (muts.length + drafts.length + waiting.length === 0) return err({ type: 'NothingUnsent' });
  if (!seal) return err({ type: 'NoSealKey' });
  const sender = await newSender(SENDER, seal.key);
  const parts: Blob[] = [];
  for (const one of waiting) {
    const part = await filePart(blobs, one, sender, seal.ticket);
    if (part) parts.push(part);
  }
  const content: Emergency = {
    v: EMERGENCY,
    ticket: seal.ticket,
    at: new Date(now()).toISOString(),
    app: __VERSION__,
    schema: SCHEMA,
    muts,
    drafts,
    ...(parts.length > 0 && { files: parts.length }),
  };
  const text = await sealTo(SEALED, seal.key, new TextEncoder().encode(JSON.stringify(content)));
  return ok({
    file: putTogether(new Uint8Array(text), parts),
    edits: muts.length,
    drafts: drafts.length,
    files: parts.length,
    unreadable: waiting.length - parts.length,
  });
}

/** Name of the file. It tells whose it is and when it was made, and nothing else. */
export function emergencyFileName(code: string, now: number): string {
  return `trzy-sfery-${code}-${new Date(now).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.sealed`;
}
