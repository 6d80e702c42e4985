import { Role } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { ErrorAnswer, Me } from '#sync/protocol.ts';
import { databaseName, openStore, removeDatabase } from '#client/db/dexie.ts';
import { blobDatabaseName, dexieBlobs } from '#client/db/dexieBlobs.ts';
import type { Device } from '#client/db/device.ts';
import { settleAll } from '#client/db/drafts.ts';
import { storageFault, type StorageFault } from '#client/db/opening.ts';
import type { LocalStore } from '#client/db/store.ts';
import { storageWorks } from '#client/db/trial.ts';
import { pruneJournal } from '#client/engine/exchange.ts';
import { startEngine, type Engine } from '#client/engine/engine.ts';
import { askHistory } from '#client/engine/history.ts';
import { postSync } from '#client/engine/post.ts';
import type { Uploads } from '#client/engine/uploads.ts';
import { within } from '#client/engine/within.ts';
import { session } from '#client/live/session.svelte.ts';
import { askForBackground } from '#client/pwa/background.ts';
import { followedView } from '#client/pwa/followed.ts';
import { dropMark, keepMark, readMark, type Mark } from '#client/pwa/mark.ts';
import { browserTurn, syncTurn } from '#client/pwa/turn.ts';
import { newMid } from '#client/vault/newMid.ts';
import { uuidv7 } from 'uuidv7';
import * as z from 'zod/mini';
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

/**
 * Opens the account's own database, recovers drafts of a page that died, and starts the engine. What the system removed since
 * is noticed by the mark outside the database, noted for the user and the server, and downloaded again (SPEC L1).
 */
export async function open(mark: Mark): Promise<Result<null, { type: StorageFault }>> {
  const { account, code } = mark;
  let ready = false;
  const opened = await openStore(databaseName(account), {
    created: () => ready && void wiped(),
    spoilt: () => engine?.want('commit'),
  });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const known = await store.read((tx) => tx.meta('me'));
    if (!known && mark.held) {
      await store.write((tx) => tx.putMeta('lost', { at: Date.now(), edits: mark.waiting, seen: false }));
    }
    const role = Role.safeParse(known?.role);
    const me =
      role.success && known ? { account, code: known.code, role: role.data } : { account, code, role: mark.role };
    const device = deviceOver(store, me);
    await settleAll(device);
    await pruneJournal(store, Date.now());
    uploads = openUploads(device);
    engine = engineOver(device);
    ready = true;
    session.open(device, () => engine?.want('button'), askHistory);
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
    blobs: dexieBlobs(blobDatabaseName(me.account)),
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
    post: postSync,
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
        if (error === null) void keepSealKey(store);
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
  if (mark) await open(mark);
  else location.reload();
}

/** The device became visible or found a line again: the server is asked, whatever the browser says about the network. */
export function nudge(reason: 'visible' | 'online'): void {
  engine?.want(reason);
}

async function call(path: string, body: unknown): Promise<Result<unknown, { type: string }>> {
  try {
    const response = await fetch(path, {
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
  await keepMark(mark);
  const opened = await open(mark);
  if (!opened.ok) return opened;
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
