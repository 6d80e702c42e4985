import type { BlobMeta, BlobStore } from '#client/db/blobs.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** Files of a visit, oldest first. */
export async function photosOf(rows: Rows, visit: { id: string; scope: string }): Promise<Seen<'photo'>[]> {
  const all = await rows.all('photo', visit.scope);
  return all.filter((photo) => photo.visitId === visit.id).sort((a, b) => a.takenAt.localeCompare(b.takenAt));
}

/** Files on the items of one run, oldest first, by the item's id; and the entity they lie in. */
export async function photosOfRun(
  rows: Rows,
  runId: string,
): Promise<{ scope: string | null; byItem: ReadonlyMap<string, Seen<'photo'>[]> }> {
  const run = await rows.one('run', runId);
  const byItem = new Map<string, Seen<'photo'>[]>();
  if (!run) return { scope: null, byItem };
  const own = (await rows.all('photo', run.scope)).filter((photo) => photo.runId === runId);
  for (const photo of own.sort((a, b) => a.takenAt.localeCompare(b.takenAt))) {
    const itemId = photo.itemId ?? '';
    byItem.set(itemId, [...(byItem.get(itemId) ?? []), photo]);
  }
  return { scope: run.scope, byItem };
}

/** Which of the files stand on an item of a run that is still there. */
export async function runsHeld(rows: Rows, photos: readonly Seen<'photo'>[]): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for (const runId of new Set(photos.map((photo) => photo.runId))) {
    if (runId !== null && (await rows.one('run', runId))) held.add(runId);
  }
  return held;
}

/** How many files a visit has, and whether one of them has two versions of something. */
export async function photoSection(
  rows: Rows,
  visit: { id: string; scope: string } | null,
): Promise<{ count: number; disputed: boolean }> {
  const photos = visit ? await photosOf(rows, visit) : [];
  return { count: photos.length, disputed: photos.some(({ sync }) => sync.alt.length > 0) };
}

/** What is known before the files were looked at. */
export const NO_FILES: ReadonlyMap<string, BlobMeta> = new Map();

/** What this device knows about the files of an entity, by their hash. */
export async function filesOf(files: BlobStore, scope: string): Promise<ReadonlyMap<string, BlobMeta>> {
  return new Map((await files.all(scope)).map((file) => [file.sha256, file]));
}

/** How many files of this device still wait, and how many were refused. */
export async function fileQueue(files: BlobStore): Promise<{ waiting: number; refused: number; sent: number }> {
  const all = (await files.all()).filter(({ strayAt }) => strayAt === null);
  const count = (...states: BlobMeta['state'][]): number => all.filter(({ state }) => states.includes(state)).length;
  return { waiting: count('waiting', 'uploading'), refused: count('refused'), sent: count('confirmed') };
}

/** Where a photo stands, in one word: its record and its bytes together. */
export type PhotoState =
  | { state: 'refused'; type: string | null }
  | { state: 'here' }
  | { state: 'sending'; share: number }
  | { state: 'confirmed' }
  | { state: 'elsewhere' };

/** The weaker of record and bytes: «confirmed» only when the server has both. */
export function photoState(photo: Seen<'photo'>, file: BlobMeta | undefined): PhotoState {
  if (photo.sync.state === 'refused') return { state: 'refused', type: null };
  if (file?.state === 'refused') return { state: 'refused', type: file.refusal };
  if (photo.sync.state === 'waiting') return { state: 'here' };
  if (!file) return { state: 'elsewhere' };
  if (file.state === 'uploading') return { state: 'sending', share: file.offset / file.bytes };
  return { state: file.state === 'confirmed' ? 'confirmed' : 'here' };
}
