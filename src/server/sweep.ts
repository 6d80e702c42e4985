import { rm } from 'node:fs/promises';
import type { Deps } from './context.ts';

const DAY = 86_400_000;

/** How long a file may wait for the record that names it. Longer than phones keep their journal (60 days). Unit: milliseconds. */
export const FILE_GRACE = 90 * DAY;

/** How long a deleted record may come back (SPEC S14). Unit: milliseconds. */
export const TOMBSTONES = 400 * DAY;

/** What one sweep did. */
export interface Swept {
  /** Deleted records of which only the id is left. */
  records: number;
  /** Files that are no longer known. */
  files: number;
  /** Files that left the disk. */
  removed: number;
}

/**
 * Forgets what nothing can bring back (SPEC S14, S16): records deleted 400 days ago, then files that no record in any state
 * names, 90 days after they came. Bytes leave the disk at the next sweep, so that a backup that is being made still finds them.
 * Cut off anywhere, the next sweep goes on.
 */
export async function sweep(deps: Deps): Promise<Swept> {
  const { store, blobs } = deps;
  const now = deps.now();
  const swept: Swept = { records: 0, files: 0, removed: 0 };
  if (blobs) {
    for await (const { path, stored, whole } of blobs.old(now - FILE_GRACE)) {
      await blobs.alone(async () => {
        if (whole && (await store.keepsBlob(stored))) return;
        await rm(path, { force: true });
        swept.removed += 1;
      });
    }
  }
  for (const scope of await store.scopes()) {
    swept.records += await store.collect(scope, now - TOMBSTONES);
    for (const sha256 of await store.strayBlobs(scope, now - FILE_GRACE)) {
      if (await store.dropBlob(scope, sha256)) swept.files += 1;
    }
  }
  return swept;
}

/** Sweeps an hour after the start and then every day, until the given function is called. */
export function startSweeping(deps: Deps): () => void {
  const run = (): void => {
    sweep(deps).then(
      (swept) => deps.log.info({ ...swept }, 'swept'),
      (error: unknown) => deps.log.error({ name: error instanceof Error ? error.name : 'sweep' }, 'sweep failed'),
    );
  };
  const first = setTimeout(run, DAY / 24).unref();
  const daily = setInterval(run, DAY).unref();
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}
