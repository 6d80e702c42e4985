import { EMPTY_DIGEST, fold, receiptOf } from '#sync/record.ts';
import type { Device } from '#client/db/device.ts';
import { settleAll } from '#client/db/drafts.ts';
import { session, type Parting } from '#client/live/session.svelte.ts';
import { flush } from '#client/live/written.svelte.ts';
import { erase } from '#client/pwa/erase.ts';
import { keepMark, readMark } from '#client/pwa/mark.ts';
import { obeyLocked } from '#client/pwa/obey.ts';
import { askStanding } from '#client/pwa/standing.ts';
import { forget, isUnlocked } from './lock.ts';

/** What parting needs of the account that is open. */
export interface PartingDeps {
  device: Device;
  /** Asks for a round; the engine comes back here after it. */
  send(): void;
  /** Sends files; resolves when all is at rest. */
  sendFiles(): Promise<void>;
  /** Closes everything of the account. */
  stop(): void;
}

/** When it is tried again by itself while the line is bad. Unit: milliseconds. */
const AGAIN = 20_000;

let deps: PartingDeps | null = null;
let going = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** What this device alone has: edits, files and texts. */
export async function unsentOf({ store, blobs }: Device): Promise<Parting & { refused: number }> {
  const { edits, texts } = await store.read(async (tx) => ({
    edits: (await tx.queue()).filter(({ sent, refused }) => sent === 0 && !refused).length,
    texts: (await tx.drafts()).length,
  }));
  const files = (await blobs.all()).filter(({ strayAt }) => strayAt === null);
  const refused = files.filter(({ state }) => state === 'refused').length;
  const waiting = files.filter(({ state }) => state === 'waiting' || state === 'uploading').length;
  return { edits, texts, files: waiting, refused };
}

/**
 * The access of this device was taken away (SPEC D1): nothing but this is shown from now on; what was typed, edits and files go to
 * the server, then the device erases itself. Called again after every round; does nothing while it is at it.
 */
export async function part(given: PartingDeps): Promise<void> {
  deps = given;
  if (going) return;
  going = true;
  clearTimeout(timer);
  const { device } = given;
  try {
    if (!session.parting) session.part({ edits: 0, files: 0, texts: 0 });
    const mark = readMark();
    if (mark && !mark.revoked) await keepMark({ ...mark, revoked: true });
    await flush();
    await settleAll(device);
    let left = await unsentOf(device);
    session.part(left);
    if (left.edits === 0 && left.files > 0) {
      await given.sendFiles();
      left = await unsentOf(device);
      session.part(left);
    }
    if (left.edits + left.files > 0) timer = setTimeout(goOn, AGAIN);
    if (left.edits > 0) given.send();
    if (left.edits + left.files + left.texts === 0) await end('revoked');
  } catch {
    timer = setTimeout(goOn, AGAIN);
  } finally {
    going = false;
  }
}

/** Tries once more: a line was found, or time has passed. */
export function goOn(): void {
  if (session.gate === 'parting') deps?.send();
  else void askWhileLocked();
}

/** The person has kept, or gives up, the texts that no server can take. */
export const giveUpTexts = (): Promise<void> => end('revoked');

/** Erases the account that is open, at once. `wipe`: the server said so; `left`: its person wants it. */
export async function end(why: 'revoked' | 'wipe' | 'left', given: PartingDeps | null = deps): Promise<void> {
  if (!given) return;
  const { device } = given;
  const { account, code } = device.me;
  clearTimeout(timer);
  // Damaged storage must not keep a device from erasing itself: the numbers are then not known.
  const left = await unsentOf(device).catch(() => ({ edits: 0, files: 0, texts: 0, refused: 0 }));
  const { handed, receipt } = await handedOf(device).catch(() => ({ handed: 0, receipt: null }));
  const lost = left.edits + left.files + left.texts + left.refused;
  given.stop();
  forget();
  deps = null;
  await erase({ account, code, why, at: Date.now(), handed, receipt, lost });
  session.bar('ended');
}

/** The edits that wait for a coordinator, and one hash over what the server said to have stored of them. */
async function handedOf({ store }: Device): Promise<{ handed: number; receipt: string | null }> {
  const parked = await store.read(async (tx) =>
    (await tx.queue()).filter(({ refused }) => refused?.code === 'parked' && refused.reason === undefined),
  );
  const pairs = parked.map(({ mutation }) => [`${mutation.mid} ${receiptOf(mutation)}`, 0] as const);
  return { handed: parked.length, receipt: parked.length > 0 ? fold(EMPTY_DIGEST, pairs, pairs.length).xor : null };
}

let asking = false;

/** Behind its lock a device asks how it stands, and does what it can without opening anything. */
export async function askWhileLocked(): Promise<void> {
  const mark = readMark();
  if (asking || !mark || isUnlocked() || (session.gate !== 'locked' && session.gate !== 'setup')) return;
  asking = true;
  try {
    const standing = await askStanding();
    if (isUnlocked()) return;
    const obeyed = await obeyLocked(mark, standing);
    if (obeyed?.erased) {
      forget();
      session.bar('ended');
    } else if (obeyed) {
      await keepMark({ ...mark, revoked: true });
      session.part({ edits: obeyed.left, files: 0, texts: 0 });
    }
  } catch {
    // Asked again at the next occasion: a line, a return to the page, the next start.
  } finally {
    asking = false;
  }
}
