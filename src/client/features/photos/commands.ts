import { err, ok, type Result } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import type { BlobName } from '#client/db/blobs.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import type { Prepared } from './prepare.ts';

/** What a command answers: the value, or an error whose `type` has words in i18n. */
export type Done<T = null> = Promise<Result<T, EditError>>;

/** What a file belongs to: a visit, an item of a run, or both. */
export interface PhotoPlace {
  visitId: string | null;
  runId?: string | null;
  itemId?: string | null;
}

/**
 * Adds a file to a visit or to an item of a run; gives the record's id. The bytes are durable before the record names them.
 * PhotoQuota: the device is full and nothing of the file is kept, while text can still be written (fault 7). NotFound: no
 * such visit or run.
 */
export async function addPhoto(device: Device, at: PhotoPlace, file: Prepared): Done<string> {
  const now = device.now();
  const { kind, sha256, mime, width, height } = file;
  const { visitId, runId = null, itemId = null } = at;
  const id = visitId ?? runId ?? '';
  const owner = await device.store.read(async (tx) => (await tx.record(id)) ?? (await tx.queue({ id }))[0]?.mutation);
  if (!owner) return err({ type: 'NotFound' });
  const name: BlobName = { scope: owner.scope, sha256 };
  const known = await device.blobs.one(name);
  try {
    await device.blobs.put({ ...name, mime, at: now }, file.bytes);
  } catch (error) {
    return err({ type: /Quota/.test(nameOf(error)) ? 'PhotoQuota' : 'StorageBroken' });
  }
  const done = await commit(device, (edit) =>
    edit.create('photo', owner.scope, {
      visitId,
      kind,
      sha256,
      bytes: file.bytes.byteLength,
      mime,
      width,
      height,
      caption: '',
      takenAt: new Date(now).toISOString(),
      runId,
      itemId,
    }),
  );
  if (!done.ok && !known) await device.blobs.drop(name);
  return done;
}

/** Removes the record and gives what it was; the bytes stay for as long as it may come back. */
export function removePhoto(device: Device, id: string): Done<Row<'photo'>> {
  return commit(device, async (edit) => {
    const row = await edit.one('photo', id);
    if (!row) return err({ type: 'NotFound' });
    const done = await edit.remove('photo', id);
    return done.ok ? ok(row) : done;
  });
}

/** Takes a removal back: the same file under a new record. */
export function restorePhoto(device: Device, { scope, visitId, ...row }: Row<'photo'>): Done<string> {
  const { kind, sha256, bytes, mime, width, height, caption, takenAt, runId, itemId } = row;
  const fields = { kind, sha256, bytes, mime, width, height, caption, takenAt, runId, itemId };
  return commit(device, (edit) => edit.create('photo', scope, { visitId, ...fields }));
}

/** Lets a refused file try again. */
export async function retryPhoto(device: Device, name: BlobName): Promise<void> {
  await device.blobs.update(name, { state: 'waiting', refusal: null, tries: 0, offset: 0, uploadUrl: null });
  device.committed();
}

function nameOf(error: unknown): string {
  const inner = (error as { inner?: unknown } | null)?.inner;
  return error instanceof Error ? `${error.name} ${inner instanceof Error ? inner.name : ''}` : '';
}
