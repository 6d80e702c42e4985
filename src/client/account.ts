import { Role } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { databaseName, openStore } from '#client/db/dexie.ts';
import { unconfirmed } from '#client/db/blobs.ts';
import { blobDatabaseName, dexieBlobs, type KeptBlobs } from '#client/db/dexieBlobs.ts';
import type { Device } from '#client/db/device.ts';
import { settleAll } from '#client/db/drafts.ts';
import { databaseExists, storageFault, type StorageFault } from '#client/db/opening.ts';
import type { LocalStore } from '#client/db/store.ts';
import { pruneJournal } from '#client/engine/journal.ts';
import { startEngine, type Engine } from '#client/engine/engine.ts';
import { askHistory } from '#client/engine/history.ts';
import { postBy } from '#client/engine/post.ts';
import type { Uploads } from '#client/engine/uploads.ts';
import { within } from '#client/engine/within.ts';
import { session } from '#client/live/session.svelte.ts';
import { flush } from '#client/live/written.svelte.ts';
import { askForBackground } from '#client/pwa/background.ts';
import { followedView } from '#client/pwa/followed.ts';
import { leaveKey, shareKey, takeKey, type Windows } from '#client/pwa/held.ts';
import { onEnding } from '#client/pwa/erase.ts';
import { sendForOthers } from '#client/pwa/others.ts';
import { readMark, type Mark } from '#client/pwa/mark.ts';
import { browserTurn, syncTurn } from '#client/pwa/turn.ts';
import { newMid } from '#client/vault/newMid.ts';
import { asked } from '#client/features/search/asked.svelte.ts';
import { toasts } from '#client/ui/toasts.svelte.ts';
import { uuidv7 } from 'uuidv7';
import {
  allSealed,
  attachStore,
  currentSeal,
  currentSender,
  forget,
  isUnlocked,
  keyCopy,
  loadKeys,
  lockKeys,
  send,
  setUp,
  tendKeys,
  unlockWith,
} from './lock.ts';
import { noteMark, noteSoon, stopNoting } from './marking.ts';
import { mergeTold } from './merging.ts';
import { askWhileLocked, end, goOn, part, type PartingDeps } from './parting.ts';
import { openUploads } from './photoUploads.ts';
import { keepSealKey } from './sealKey.ts';

let engine: Engine | null = null;
let uploads: Uploads | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
/** What was opened for the account and has to be closed with it. */
let closing: (() => void)[] = [];

function random(n: number): number {
  const limit = 2 ** 32 - (2 ** 32 % n);
  for (;;) {
    const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (value < limit) return value % n;
  }
}

let windows: Windows | null = null;

/**
 * Brings the account of this device on the screen: behind its lock, unless another window of the app or the page before this
 * one hands over the key; without keys it is asked to make a lock first.
 */
export async function enter(mark: Mark): Promise<Result<null, { type: string }>> {
  listen(mark.account);
  if (!(await loadKeys(mark.account))) {
    session.bar('setup');
    void askWhileLocked();
    return ok(null);
  }
  if (!isUnlocked()) {
    const key = await takeKey(mark.account);
    if (!key) {
      session.bar('locked');
      void askWhileLocked();
      return ok(null);
    }
    unlockWith(key);
  }
  return open(mark);
}

let unlisten = (): void => undefined;

/** Another window, or the worker, erases this account: what is open of it is closed, and the next start goes on. */
function listen(account: string): void {
  unlisten();
  unlisten = onEnding(account, () => {
    stop();
    forget();
    location.reload();
  });
}

/** The account behind the lock that stands on the screen, once it is unlocked. */
export async function enterUnlocked(): Promise<Result<null, { type: string }>> {
  const mark = readMark();
  return mark ? open(mark) : err({ type: 'Unexpected' });
}

/** Makes the lock of the account that stands on the screen, and opens it. */
export async function makeLock(passphrase: string): Promise<Result<null, { type: string }>> {
  const mark = readMark();
  if (!mark) return err({ type: 'Unexpected' });
  const old = await databaseExists(databaseName(mark.account));
  const made = await setUp(mark.account, passphrase, old !== false);
  return made.ok ? open(mark) : made;
}

/** Locks this device: what is being typed is kept, then nothing stays readable. `told`: another window began it. */
export async function lock(told = false): Promise<void> {
  const mark = readMark();
  if (!mark || !isUnlocked()) return;
  await flush().catch(() => undefined);
  if (session.signedIn) void leaveToWorker(session.device.store).catch(() => undefined);
  if (!told) windows?.lock();
  stop();
  lockKeys(Date.now());
  toasts.clear();
  asked.forget();
  session.bar('locked');
}

/** The page goes: the key is left with the worker for the page that follows it at once. */
export function leaving(): void {
  const [mark, key] = [readMark(), keyCopy()];
  if (mark && key) leaveKey(mark.account, key);
}

/**
 * Opens the account's own database, recovers drafts of a page that died, and starts the engine. What the system removed since
 * is noticed by the mark outside the database, noted for the user and the server, and downloaded again (SPEC L1).
 */
export async function open(mark: Mark): Promise<Result<null, { type: StorageFault }>> {
  const { account, code } = mark;
  let ready = false;
  const opened = await openStore(databaseName(account), {
    seal: currentSeal(),
    sender: currentSender,
    created: () => ready && void wiped(),
    spoilt: () => engine?.want('commit'),
  });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const known = await store.read((tx) => tx.meta('me'));
    if (!known && mark.held) {
      await store.write(async (tx) => {
        // Told once: the device may come here several times before a server knows it again.
        if (await tx.meta('lost')) return;
        await tx.putMeta('lost', { at: Date.now(), edits: mark.waiting, seen: false });
      });
    }
    const role = Role.safeParse(known?.role);
    const me =
      role.success && known ? { account, code: known.code, role: role.data } : { account, code, role: mark.role };
    const blobs = dexieBlobs(blobDatabaseName(account), currentSeal(), currentSender);
    const device = deviceOver(store, blobs, me);
    await attachStore(store);
    void postFiles(blobs);
    void store.sealAll().then(allSealed, () => undefined);
    await settleAll(device);
    await pruneJournal(store, Date.now());
    uploads = openUploads(device);
    engine = engineOver(device, blobs);
    ready = true;
    windows = shareKey(account, keyCopy, () => void lock(true));
    closing.push(windows.close);
    session.open(
      device,
      () => engine?.want('button'),
      (scope, id) => askHistory(scope, id, send),
      send,
    );
    engine.want('start');
    if (mark.revoked) void part(partingOf(device));
    return ok(null);
  } catch (error) {
    store.close();
    return err({ type: storageFault(error) });
  }
}

/** Files are sealed to the server too; one that cannot be read now is tried again at the next unlocking. */
const postFiles = (blobs: KeptBlobs): Promise<void> => blobs.post().catch(() => undefined);

function deviceOver(store: LocalStore, blobs: KeptBlobs, me: Device['me']): Device {
  return {
    store,
    blobs,
    registry: tables,
    me,
    now: Date.now,
    newId: uuidv7,
    newMid,
    random,
    committed() {
      engine?.want('commit');
      noteSoon();
    },
  };
}

function engineOver(device: Device, blobs: KeptBlobs): Engine {
  const { store, me } = device;
  const turn = browserTurn(syncTurn(me.account));
  const view = followedView(me.account, (shown) => session.show(shown));
  closing.push(turn.close, view.close);
  let ran = false;
  return startEngine({
    store,
    post: postBy(send),
    now: Date.now,
    newMid,
    files: async () => (await blobs.all()).filter(unconfirmed).length,
    chance: Math.random,
    within,
    alone: (work) => turn.take(() => view.leading(work)),
    wake(at, call) {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          if (document.visibilityState === 'visible') call();
        },
        Math.max(0, at - Date.now()),
      );
    },
    changed({ running, error, halt, wakeAt }) {
      view.own({ running, problem: error?.type ?? null, halted: halt !== null, wakeAt });
      if (ran && !running) {
        if (error === null) {
          void uploads?.want();
          void mergeTold(device);
        } else void leaveToWorker(store);
        void noteMark();
        if (error?.type === 'Revoked' || error?.type === 'DeviceWiped') obey(device, error.type);
        else if (session.gate === 'parting') void part(partingOf(device));
        if (error === null) {
          void keepSealKey(store, send)
            .then(() => tendKeys(store))
            .then(() => postFiles(blobs))
            .then(sendForOthers);
        }
      }
      ran = running;
    },
  });
}

function hasUnsent(store: LocalStore): Promise<boolean> {
  return store
    .read(async (tx) => (await tx.queue()).some((entry) => entry.sent === 0 && !entry.refused))
    .catch(() => false);
}

async function leaveToWorker(store: LocalStore): Promise<void> {
  if (await hasUnsent(store)) await askForBackground();
}

/** What the server asks of a device that is unlocked: to hand over and erase itself, or to erase itself at once. */
function obey(device: Device, told: 'Revoked' | 'DeviceWiped'): void {
  const given = partingOf(device);
  void (told === 'Revoked' ? part(given) : end('wipe', given));
}

/** What parting needs of the account that is open. */
export function partingOf(device: Device): PartingDeps {
  return {
    device,
    send: () => engine?.want('button'),
    sendFiles: async () => uploads?.want(),
    stop,
  };
}

/** The page goes out of sight: the worker is asked to send what waits. */
export async function hidden(): Promise<void> {
  if (session.signedIn) await leaveToWorker(session.device.store);
}

/** The database was removed under the running app: by the system, or because another tab signed out. */
async function wiped(): Promise<void> {
  const mark = readMark();
  stop();
  if (mark && isUnlocked()) await open(mark);
  else location.reload();
}

/** The device became visible or found a line again: the server is asked, whatever the browser says about the network. */
export function nudge(reason: 'visible' | 'online'): void {
  if (session.gate !== null) goOn();
  else engine?.want(reason);
}

/** Closes what is open of the account; its keys stay in hand. */
export function stop(): void {
  engine?.stop();
  engine = null;
  uploads?.stop();
  uploads = null;
  clearTimeout(timer);
  stopNoting();
  for (const close of closing) close();
  closing = [];
  if (session.signedIn) {
    session.device.store.close();
    session.device.blobs.close();
  }
  session.close();
}
