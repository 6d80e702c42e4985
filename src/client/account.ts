import { Role } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { ErrorAnswer, Me } from '#sync/protocol.ts';
import { databaseName, openStore, removeDatabase } from '#client/db/dexie.ts';
import { blobDatabaseName, dexieBlobs } from '#client/db/dexieBlobs.ts';
import type { Device } from '#client/db/device.ts';
import { settleAll } from '#client/db/drafts.ts';
import { databaseExists, storageFault, type StorageFault } from '#client/db/opening.ts';
import type { LocalStore } from '#client/db/store.ts';
import { storageWorks } from '#client/db/trial.ts';
import { pruneJournal } from '#client/engine/exchange.ts';
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
import { dropMark, keepMark, readMark, type Mark } from '#client/pwa/mark.ts';
import { browserTurn, syncTurn } from '#client/pwa/turn.ts';
import { newMid } from '#client/vault/newMid.ts';
import { asked } from '#client/features/search/asked.svelte.ts';
import { toasts } from '#client/ui/toasts.svelte.ts';
import { uuidv7 } from 'uuidv7';
import * as z from 'zod/mini';
import { dropRing } from '#client/db/keys.ts';
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
  onNewDevice,
  send,
  setUp,
  tendKeys,
  unlockWith,
} from './lock.ts';
import { mergeTold } from './merging.ts';
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
  if (!(await loadKeys(mark.account))) {
    session.bar('setup');
    return ok(null);
  }
  if (!isUnlocked()) {
    const key = await takeKey(mark.account);
    if (!key) {
      session.bar('locked');
      return ok(null);
    }
    unlockWith(key);
  }
  return open(mark);
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
    const device = deviceOver(store, me);
    await attachStore(store);
    void store.sealAll().then(allSealed, () => undefined);
    await settleAll(device);
    await pruneJournal(store, Date.now());
    uploads = openUploads(device);
    engine = engineOver(device);
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
    return ok(null);
  } catch (error) {
    store.close();
    return err({ type: storageFault(error) });
  }
}

function deviceOver(store: LocalStore, me: Device['me']): Device {
  return {
    store,
    blobs: dexieBlobs(blobDatabaseName(me.account), currentSeal()),
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

function engineOver(device: Device): Engine {
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
        if (error === null) void keepSealKey(store, send).then(() => tendKeys(store));
      }
      ran = running;
    },
  });
}

let noting: ReturnType<typeof setTimeout> | undefined;

/** The mark follows the work within a second. */
function noteSoon(): void {
  clearTimeout(noting);
  noting = setTimeout(() => void noteMark(), 1000);
}

async function noteMark(): Promise<void> {
  if (!session.signedIn) return;
  const { store, me } = session.device;
  const found = await store
    .read(async (tx) => ({
      me: await tx.meta('me'),
      waiting: (await tx.queue()).filter((entry) => entry.sent === 0).length + (await tx.drafts()).length,
    }))
    .catch(() => null);
  if (!found || !session.signedIn || session.device.store !== store) return;
  await keepMark({ ...me, held: found.me !== undefined || (readMark()?.held ?? false), waiting: found.waiting });
}

function hasUnsent(store: LocalStore): Promise<boolean> {
  return store
    .read(async (tx) => (await tx.queue()).some((entry) => entry.sent === 0 && !entry.refused))
    .catch(() => false);
}

async function leaveToWorker(store: LocalStore): Promise<void> {
  if (await hasUnsent(store)) await askForBackground();
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
  engine?.want(reason);
}

async function call(path: string, body: unknown): Promise<Result<unknown, { type: string }>> {
  try {
    const response = await send(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-App': '1' },
      body: JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(30_000),
    });
    const json: unknown = await response.json();
    if (response.ok) return ok(json);
    const refused = ErrorAnswer.safeParse(json);
    return err(refused.success ? refused.data.error : { type: 'CaptivePortal' });
  } catch (error) {
    return err({ type: error instanceof SyntaxError ? 'CaptivePortal' : 'Offline' });
  }
}

/** Turns a one-time code into a signed-in device. */
export async function signIn(code: string): Promise<Result<null, { type: string }>> {
  const usable = await storageWorks();
  if (!usable.ok) return usable;
  const device = /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? 'Web';
  const answer = await call('/api/join', { code, device });
  if (!answer.ok) return answer;
  const me = z.object({ me: Me }).safeParse(answer.value);
  const role = Role.safeParse(me.data?.me.role);
  if (!me.success || !role.success) return err({ type: 'CaptivePortal' });
  const before = readMark();
  const same = before?.account === me.data.me.account ? before : { held: false, waiting: 0 };
  const mark: Mark = { ...me.data.me, role: role.data, held: same.held, waiting: same.waiting };
  stop();
  if (before && before.account !== mark.account) forget();
  if (await loadKeys(mark.account)) await onNewDevice();
  await keepMark(mark);
  const entered = await enter(mark);
  if (!entered.ok) return entered;
  await navigator.storage?.persist?.();
  return ok(null);
}

/** Ends this device's sign-in and removes its data; refused while anything unsent or refused is left on it. */
export async function signOut(): Promise<Result<null, { type: string }>> {
  const { device } = session;
  const unsent = await device.store.read(async (tx) => (await tx.queue()).length + (await tx.drafts()).length);
  const photos = (await device.blobs.all()).filter(({ state, strayAt }) => state !== 'confirmed' && strayAt === null);
  if (unsent + photos.length > 0) return err({ type: 'UnsentLeft' });
  const answer = await call('/api/leave', {});
  if (!answer.ok) return answer;
  stop();
  forget();
  await dropRing(device.me.account);
  await dropMark();
  await removeDatabase(databaseName(device.me.account));
  await removeDatabase(blobDatabaseName(device.me.account));
  return ok(null);
}

function stop(): void {
  engine?.stop();
  engine = null;
  uploads?.stop();
  uploads = null;
  clearTimeout(timer);
  clearTimeout(noting);
  for (const close of closing) close();
  closing = [];
  if (session.signedIn) {
    session.device.store.close();
    session.device.blobs.close();
  }
  session.close();
}
