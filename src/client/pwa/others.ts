import { databaseName } from '#client/db/dexie.ts';
import { keepAccount, keptAccounts } from '#client/db/keys.ts';
import { databaseExists } from '#client/db/opening.ts';
import { waitingByTicket } from '#client/db/posted.ts';
import { handOver } from './handOver.ts';
import { browserTurn, syncTurn } from './turn.ts';

/**
 * Hands over what people who are not signed in now left on this phone, sealed to the server, each under their own ticket (SPEC V9).
 * Opens nothing and needs nobody's key. Rejects never: what does not go now goes at the next occasion.
 */
export async function sendForOthers(): Promise<void> {
  for (const kept of await keptAccounts().catch(() => [])) {
    const database = databaseName(kept.account);
    if (kept.waiting === 0) continue;
    const turn = browserTurn(syncTurn(kept.account));
    try {
      if ((await databaseExists(database)) === false) continue;
      await turn.take(async () => {
        const { handed } = await handOver(database, (path, init) => fetch(path, init), waitingByTicket);
        if (handed > 0) await keepAccount({ ...kept, waiting: Math.max(0, kept.waiting - handed) });
      });
    } catch {
      // The next round tries again.
    } finally {
      turn.close();
    }
  }
}
