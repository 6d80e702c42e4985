import { databaseName } from '#client/db/dexie.ts';
import { leftBehind } from '#client/db/posted.ts';
import { erase } from './erase.ts';
import { handOver } from './handOver.ts';
import type { Mark } from './mark.ts';
import type { Standing } from './standing.ts';
import { browserTurn, syncTurn } from './turn.ts';

/**
 * What became of the account of a device that may open nothing. `erased`: it is gone; `left`: so much has to be handed over
 * before, and needs an unlocking or a line; null: the server asked for nothing.
 */
export type Obeyed = { erased: true } | { erased: false; left: number } | null;

/**
 * Does what the server asks of a locked device (SPEC D1–D3). To be wiped: erased at once. Revoked: what was sealed to the server is
 * handed over, and when nothing else is left here it is erased; texts that are no edits yet and files need an unlocking first.
 */
export async function obeyLocked(mark: Mark, standing: Standing | null, mayErase = true): Promise<Obeyed> {
  const { account, code } = mark;
  const about = { account, code, at: Date.now(), receipt: null };
  if (standing === 'wipe') {
    await erase({ ...about, why: 'wipe', handed: 0, lost: mark.waiting + mark.files });
    return { erased: true };
  }
  if (standing !== 'revoked') return null;
  const turn = browserTurn(syncTurn(account));
  let done = { end: false, handed: 0 };
  try {
    await turn.take(async () => {
      done = await handOver(databaseName(account), (path, init) => fetch(path, init));
    });
  } finally {
    turn.close();
  }
  const left = (await leftBehind(databaseName(account))) + mark.files;
  if (!done.end || left > 0 || !mayErase) return { erased: false, left };
  await erase({ ...about, why: 'revoked', handed: done.handed, lost: 0 });
  return { erased: true };
}
