import { APP } from '#sync/protocol.ts';
import { removeDatabase } from '#client/db/copy.ts';
import { databaseName } from '#client/db/dexie.ts';
import { blobDatabaseName } from '#client/db/dexieBlobs.ts';
import { beginEnding, endings, noteEnding, type Ending } from '#client/db/keys.ts';
import { databaseExists } from '#client/db/opening.ts';
import { within } from '#client/engine/within.ts';
import { channel } from './channel.ts';
import { dropMark, forgetPage, readKeptMark, readMark } from './mark.ts';

/** How long one removal may wait for other windows to let go. Unit: milliseconds. */
const PATIENCE = 5_000;

const LINE = 'ending';

/** Accounts whose erasing this window began by itself. */
const begun = new Set<string>();

/** Calls `ended` when another window, or the worker, has begun to erase the account. */
export function onEnding(account: string, ended: () => void): () => void {
  const line = channel<string>(LINE, (gone) => {
    if (gone === account && !begun.has(account)) ended();
  });
  return line.close;
}

/**
 * Erases an account from this device (SPEC D2): first its keys, durably, then everything that lay under them. May be cut off
 * anywhere: `finishEndings` goes on. Nothing of the account may be open in this window any more.
 */
export async function erase(ending: Omit<Ending, 'done' | 'told'>): Promise<void> {
  begun.add(ending.account);
  await beginEnding({ ...ending, done: false, told: false });
  const line = channel<string>(LINE, () => undefined);
  line.tell(ending.account);
  await finishEndings();
  line.close();
}

/** Goes on with what was begun, and tells the server unless told not to; gives the endings as they stand then, the latest first. */
export async function finishEndings(telling = true): Promise<Ending[]> {
  for (const ending of await endings()) {
    const gone = ending.done || (await removeAll(ending.account));
    const told = ending.told || (telling && gone && (await tell()));
    // A worker has no hold on the storage of pages: the next page goes on from here.
    const done = gone && typeof localStorage !== 'undefined';
    if (done !== ending.done || told !== ending.told) await noteEnding({ ...ending, done, told });
  }
  return endings();
}

/** True when nothing of the account is left but its ending. */
async function removeAll(account: string): Promise<boolean> {
  const names = [databaseName(account), `${databaseName(account)}:check`, blobDatabaseName(account)];
  await Promise.all(names.map((name) => within(removeDatabase(name), PATIENCE).catch(() => null)));
  if ((readMark() ?? (await readKeptMark()))?.account === account) {
    await dropMark();
    forgetPage();
  }
  const left = await Promise.all(names.map((name) => databaseExists(name)));
  return !left.includes(true);
}

/** Tells the server that this device is empty; false when it was not reached. */
async function tell(): Promise<boolean> {
  try {
    const response = await fetch('/api/leave', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      body: '{}',
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    });
    return response.ok && ((await response.json()) as { app?: unknown }).app === APP;
  } catch {
    return false;
  }
}
