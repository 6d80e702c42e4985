import { err, ok, type Result } from '#domain/result.ts';
import type { PhotoMime } from '#domain/photo.ts';
import { hashOfFile, type BlobFiles } from './blobFiles.ts';
import type { Deps } from './context.ts';
import { cleaned, type FileFault } from './picture.ts';

/** Room for the files of one entity. Unit: bytes. Source: security.md «Limits». */
const SITE_ROOM = 2_000_000_000;

/** A file that arrived whole, as its sender named it; `account`: who made it. */
export interface Arrived {
  scope: string;
  sha256: string;
  mime: PhotoMime;
  account: string;
}

/** True when the entity has no room for so many bytes more. */
export async function siteFull({ store }: Deps, scope: string, bytes: number): Promise<boolean> {
  return (await store.blobBytes(scope)) + bytes > SITE_ROOM;
}

/** Checks what lies at `path` against its name, makes it safe to serve and keeps it, durably. `path` stays where it is. */
export async function takeFile(
  deps: Deps,
  files: BlobFiles,
  path: string,
  { scope, sha256, mime, account }: Arrived,
): Promise<Result<null, FileFault | { type: 'BlobMismatch' }>> {
  if ((await hashOfFile(path)) !== sha256) return err({ type: 'BlobMismatch' });
  const clean = await cleaned(path, mime);
  if (!clean.ok) return clean;
  await files.alone(async () => {
    const stored = await files.keep(clean.value);
    await deps.store.putBlob({ scope, sha256, stored, bytes: clean.value.byteLength, mime, account, at: deps.now() });
  });
  return ok(null);
}
