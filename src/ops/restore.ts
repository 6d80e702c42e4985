import { BackupError, type Manifest } from '#server/backup/manifest.ts';
import { checkBackup, finishRestore, restoreBackup } from '#server/backup/restore.ts';
import { readConfig } from '#server/config.ts';
import { parseArgs } from 'node:util';
import { placeOf, size } from './backupWords.ts';

const USE = 'npm run restore -- FILE.tar|DIR [--check] | npm run restore -- --finish';

/** `npm run restore`: puts a proven backup in the place of DATA_DIR while no server runs; `--check` only proves it. */
async function main(): Promise<void> {
  const options = { check: { type: 'boolean' }, finish: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const { DATA_DIR } = readConfig(process.env);
  const [from, ...more] = positionals;
  if (values.finish) {
    if (from !== undefined || values.check) throw new BackupError(USE);
    finishRestore(DATA_DIR);
    console.log(`The restore of ${DATA_DIR} is finished. Start the server.`);
    return;
  }
  if (from === undefined || more.length > 0) throw new BackupError(USE);
  if (values.check) {
    const manifest = await checkBackup(placeOf(from));
    console.log(`The backup is whole: ${about(manifest)}`);
    if (manifest.auditHead !== null) console.log(`Audit head: ${manifest.auditHead}`);
    return;
  }
  const { manifest, epoch, replaced } = await restoreBackup({ data: DATA_DIR, from: placeOf(from), now: Date.now });
  console.log(`Restored: ${about(manifest)}`);
  console.log(`New epoch ${epoch}: phones send again what they had confirmed since the backup.`);
  if (replaced !== null) console.log(`What was there before lies in ${replaced}; remove it when all is well.`);
}

function about({ madeAt, program, database, files, missing }: Manifest): string {
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const lost = missing.length > 0 ? `, ${missing.length} files were missing when it was made` : '';
  return `made ${new Date(madeAt).toISOString()} by ${program} (database ${database}), ${files.length} files, ${size(total)}${lost}`;
}

main().catch((error: unknown) => {
  console.error(error instanceof BackupError ? error.message : error);
  process.exitCode = 1;
});
