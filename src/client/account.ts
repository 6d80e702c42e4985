import { Role, type Actor } from '#domain/access.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { tables } from '#domain/tables.ts';
import { ErrorAnswer, Me } from '#sync/protocol.ts';
import { dexieStore, databaseName, removeDatabase } from '#client/db/dexie.ts';
import { blobDatabaseName, dexieBlobs } from '#client/db/dexieBlobs.ts';
import type { Device } from '#client/db/device.ts';
import { settleAll } from '#client/db/drafts.ts';
import { pruneJournal } from '#client/engine/exchange.ts';
import { startEngine, type Engine } from '#client/engine/engine.ts';
import { postSync } from '#client/engine/post.ts';
import type { Uploads } from '#client/engine/uploads.ts';
import { session } from '#client/live/session.svelte.ts';
import { uuidv7 } from 'uuidv7';
import * as z from 'zod/mini';
import { openUploads } from './photoUploads.ts';

const KEY = 'account';
const Remembered = z.object({ account: z.uuid(), code: z.string(), role: Role });

let engine: Engine | null = null;
let uploads: Uploads | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The account that last signed in on this device: ids only, so that a start without network knows whose data to open. */
export function remembered(): (Actor & { code: string }) | null {
  try {
    return Remembered.parse(JSON.parse(localStorage.getItem(KEY) ?? ''));
  } catch {
    return null;
  }
}

function newMid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 22);
}

function random(n: number): number {
  const limit = 2 ** 32 - (2 ** 32 % n);
  for (;;) {
    const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
    if (value < limit) return value % n;
  }
}

/** Opens the account's own database, recovers drafts of a page that died, and starts the engine. */
export async function open(me: Actor & { code: string }): Promise<void> {
  const store = dexieStore(databaseName(me.account));
  const known = await store.read((tx) => tx.meta('me'));
  const role = Role.safeParse(known?.role);
  const device: Device = {
    store,
    blobs: dexieBlobs(blobDatabaseName(me.account)),
    registry: tables,
    me: role.success && known ? { account: me.account, code: known.code, role: role.data } : me,
    now: Date.now,
    newId: uuidv7,
    newMid,
    random,
    committed: () => engine?.want('commit'),
  };
  await settleAll(device);
  await pruneJournal(store, Date.now());
  let ran = false;
  uploads = openUploads(device);
  engine = startEngine({
    store,
    post: postSync,
    now: Date.now,
    newMid,
    chance: Math.random,
    alone,
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
      session.show({ running, problem: error?.type ?? null, halted: halt !== null, wakeAt });
      if (ran && !running && error === null) void uploads?.want();
      ran = running;
    },
  });
  session.open(device, () => engine?.want('button'));
  engine.want('start');

  function alone(work: () => Promise<void>): Promise<boolean> {
    if (!('locks' in navigator)) return work().then(() => true);
    return navigator.locks.request(`sync:${me.account}`, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
  }
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
  const device = /iPhone|iPad|Android|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? 'Web';
  const answer = await call('/api/join', { code, device });
  if (!answer.ok) return answer;
  const me = z.object({ me: Me }).safeParse(answer.value);
  const role = Role.safeParse(me.data?.me.role);
  if (!me.success || !role.success) return err({ type: 'CaptivePortal' });
  const account = { ...me.data.me, role: role.data };
  localStorage.setItem(KEY, JSON.stringify(account));
  stop();
  await open(account);
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
  localStorage.removeItem(KEY);
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
  if (session.signedIn) {
    session.device.store.close();
    session.device.blobs.close();
  }
  session.close();
}
