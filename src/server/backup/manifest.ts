import * as z from 'zod/mini';

/** Names of what lies in a data folder. */
export const DATABASE = 'trzy-sfery.sqlite';
export const SEAL_KEY = 'seal.key';
export const BLOBS = 'blobs';

/** Name of the manifest in a backup; it is written last, so that a backup that was cut off has none. */
export const MANIFEST = 'manifest.json';

/** Version of the layout of backups. */
export const FORMAT = 1;

const Sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const Count = z.int().check(z.gte(0));

/** One file of a backup. `name`: the database, the key, or `blobs/<sha256>`. Unit of `bytes`: bytes. */
export const BackupFile = z.object({ name: z.string(), bytes: Count, sha256: Sha256 });
export type BackupFile = z.infer<typeof BackupFile>;

/** What a backup says about itself: enough to prove each of its files and to know whether this program can read it. */
export const Manifest = z.object({
  app: z.literal('trzy-sfery-backup'),
  format: Count,
  /** When the database was copied. Unit: milliseconds since 1970 UTC. */
  madeAt: Count,
  /** Version of the program that made it. */
  program: z.string(),
  /** Version of the database (migrations.ts). */
  database: Count,
  /** Version of the row schemas. */
  schema: Count,
  epoch: Count,
  /** Server time of the newest mutation inside, null when there is none. Unit: milliseconds since 1970 UTC. */
  newest: z.nullable(Count),
  /** Number and hash of the newest entry of the audit, as `npm run audit:verify -- --head` takes it; null when there is none. */
  auditHead: z.nullable(z.string()),
  files: z.array(BackupFile),
  /** SHA-256 of files the database names and the data folder did not hold whole when the backup was made. */
  missing: z.array(Sha256),
});
export type Manifest = z.infer<typeof Manifest>;

/** Why a backup was not made or not restored; the text is for the operator and names no content. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** The manifest in this text; throws a BackupError when it is none or was made by a newer program. */
export function readManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BackupError('the backup is damaged: its manifest cannot be read');
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT) {
    throw new BackupError(
      `the backup has format ${format}, this program reads up to ${FORMAT}: install the newer program`,
    );
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' };
    throw new BackupError(`the backup is damaged: manifest ${path.join('.')}: ${message}`);
  }
  return parsed.data;
}
