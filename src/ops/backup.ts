import { BackupError } from '#server/backup/manifest.ts';
import { makeBackup } from '#server/backup/make.ts';
import { readConfig } from '#server/config.ts';
import { parseArgs } from 'node:util';
import { placeOf, size } from './backupWords.ts';

const USE = 'npm run backup -- FILE.tar|DIR [--keep-days N]';

/** `npm run backup`: copies DATA_DIR while the server runs. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'keep-days': { type: 'string' } } });
  const [target, ...more] = positionals;
  const days = values['keep-days'];
  if (target === undefined || more.length > 0) throw new BackupError(USE);
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days))
    throw new BackupError(`--keep-days takes a number of days: ${USE}`);
  if (days !== undefined && target.endsWith('.tar')) throw new BackupError('--keep-days is for a folder of backups');
  const { DATA_DIR } = readConfig(process.env);
  const began = Date.now();
  const { path, manifest, fresh, removed } = await makeBackup({
    data: DATA_DIR,
    target: placeOf(target),
    program: __VERSION__,
    ...(days !== undefined && { keepDays: Number(days) }),
    now: Date.now,
  });
  const { files, missing, epoch } = manifest;
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`Backup: ${path}`);
  console.log(
    `${files.length} files, ${size(total)}, of which ${size(fresh)} new; epoch ${epoch}; ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  if (manifest.auditHead !== null) console.log(`Audit head: ${manifest.auditHead}`);
  if (removed > 0) console.log(`${removed} older backups removed`);
  if (missing.length > 0) {
    console.error(
      `WARNING: ${missing.length} files that the database names are missing or damaged in the data folder.`,
    );
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof BackupError ? error.message : error);
  process.exitCode = 1;
});
