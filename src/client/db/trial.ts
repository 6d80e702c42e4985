import { err, ok, type Result } from '#domain/result.ts';
import { openStore, removeDatabase } from './dexie.ts';
import { storageFault, type StorageFault } from './opening.ts';

const NAME = 'trzy-sfery-trial';

/** Tries the storage before a one-time code is spent: a private window or a full phone is told at once (fault 19). */
export async function storageWorks(): Promise<Result<null, { type: StorageFault }>> {
  try {
    const opened = await openStore(NAME);
    if (!opened.ok) return opened;
    await opened.value.write((tx) => tx.putMeta('repairs', 0));
    opened.value.close();
    await removeDatabase(NAME);
    return ok(null);
  } catch (error) {
    return err({ type: storageFault(error) });
  }
}
