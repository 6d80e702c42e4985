import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const Count = z.int().check(z.gte(0));

/** What a data folder knows of its backups; no names, no content. Times: milliseconds since 1970 UTC. */
export const BackupMark = z.object({
  /** Since when a backup could have been made. */
  since: Count,
  /** The last backup that succeeded. Unit of `bytes`: bytes. */
  last: z.nullable(z.object({ at: Count, bytes: Count, files: Count, missing: Count })),
  /** When the newest try failed; null when it succeeded. */
  failedAt: z.nullable(Count),
});
export type BackupMark = z.infer<typeof BackupMark>;

const pathOf = (folder: string): string => join(folder, 'backup.json');

/** The mark of a data folder, or null when it has none that can be read. */
export function readMark(folder: string): BackupMark | null {
  try {
    return BackupMark.parse(JSON.parse(readFileSync(pathOf(folder), 'utf8')));
  } catch {
    return null;
  }
}

/** Changes the mark; what is not named stays. */
export function keepMark(folder: string, now: number, change: Partial<BackupMark>): void {
  const path = pathOf(folder);
  const next = { ...(readMark(folder) ?? { since: now, last: null, failedAt: null }), ...change };
  writeFileSync(`${path}.part`, JSON.stringify(next), { mode: 0o600 });
  renameSync(`${path}.part`, path);
}
