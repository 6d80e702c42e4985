import { databaseName, openStore } from '#client/db/dexie.ts';
import { readRing } from '#client/db/keys.ts';
import { databaseExists } from '#client/db/opening.ts';
import { postSync } from '#client/engine/post.ts';
import { within } from '#client/engine/within.ts';
import { newMid } from '#client/vault/newMid.ts';
import { keyedSeal } from '#client/vault/seal.ts';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  matchPrecache,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { TAG } from './background.ts';
import { checkDatabase } from './check.ts';
import { HELD } from './held.ts';
import { handOver } from './handOver.ts';
import { obeyLocked } from './obey.ts';
import { sendForOthers } from './others.ts';
import { askStanding } from './standing.ts';
import { readKeptMark } from './mark.ts';
import { runRounds } from './rounds.ts';
import { browserTurn, syncTurn } from './turn.ts';
import type { Asked, Checked, Whole } from './messages.ts';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | PrecacheEntry)[] };

/** A one-shot Background Sync. */
interface SyncEvent extends ExtendableEvent {
  tag: string;
}

/** The shell only: every file of the app from the precache, every address answered by it. The endpoint is never touched. */
const manifest = self.__WB_MANIFEST;
precacheAndRoute(manifest);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/healthz/, /^\/rescue/] }),
);

/** A version that cannot open the data of this device is not installed: the present one stays (SPEC U2). */
self.addEventListener('install', (event) => {
  event.waitUntil(
    check().then(async (checked) => {
      if (checked.ok) return;
      for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(checked);
      throw new Error(checked.reason);
    }),
  );
});

self.addEventListener('sync', (event) => {
  const { tag } = event as SyncEvent;
  if (tag === TAG) (event as SyncEvent).waitUntil(rounds());
});

/** The key of a page that is being loaded anew, for a few seconds. */
let held: { account: string; key: Uint8Array } | null = null;

self.addEventListener('message', (event) => {
  const asked = event.data as Asked | null;
  switch (asked?.type) {
    case 'SKIP_WAITING':
      return void self.skipWaiting();
    case 'SYNC':
      return event.waitUntil(rounds().catch(() => undefined));
    case 'CHECK':
      return event.waitUntil(check(asked.key).then((checked) => event.ports[0]?.postMessage(checked)));
    case 'HOLD':
      held = { account: asked.account, key: asked.key };
      return event.waitUntil(new Promise((resolve) => setTimeout(resolve, HELD)).then(drop));
    case 'TAKE':
      event.ports[0]?.postMessage(held?.account === asked.account ? held.key : null);
      return drop();
    case 'DROP':
      return drop();
    case 'WHOLE':
      return event.waitUntil(whole().then((held) => event.ports[0]?.postMessage(held)));
  }
});

function drop(): void {
  held?.key.fill(0);
  held = null;
}

/** Looks for every file of this version in the precache: a browser short of room may have removed some. */
async function whole(): Promise<Whole> {
  const urls = manifest.map((entry) => (typeof entry === 'string' ? entry : entry.url));
  const held = await Promise.all(urls.map((url) => matchPrecache(url)));
  return { version: __VERSION__, files: urls.length, missing: held.filter((one) => one === undefined).length };
}

async function check(key: Uint8Array | null = null): Promise<Checked> {
  const mark = await readKeptMark();
  const ring = mark && (await readRing(mark.account));
  const verdict = mark
    ? await checkDatabase(databaseName(mark.account), {
        free,
        locked: ring !== null && key === null,
        ...(key && { seal: keyedSeal(key, { lenient: ring?.lenient ?? true }) }),
      })
    : { ok: true as const };
  const about = { type: 'CHECKED', version: __VERSION__ } as const;
  return verdict.ok ? { ...about, ok: true } : { ...about, ok: false, reason: verdict.error.type };
}

async function free(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : quota - usage;
}

/** Rejects when a later try is worth it: the browser then wakes this worker again. */
async function rounds(): Promise<void> {
  await sendForOthers();
  const mark = await readKeptMark();
  if (!mark || (await databaseExists(databaseName(mark.account))) === false) return;
  if (await readRing(mark.account)) {
    const standing = await askStanding();
    // A page that is open obeys by itself: it may hold words that are being typed.
    const pages = await self.clients.matchAll({ type: 'window' });
    if (await obeyLocked(mark, standing, pages.length === 0)) return;
    return sealedRounds(mark.account);
  }
  const opened = await openStore(databaseName(mark.account));
  if (!opened.ok) throw new Error(opened.error.type);
  const turn = browserTurn(syncTurn(mark.account));
  try {
    const end = await runRounds({
      store: opened.value,
      post: postSync,
      now: Date.now,
      newMid,
      chance: Math.random,
      within,
      alone: turn.take,
    });
    if (end === 'later') throw new Error('later');
  } finally {
    turn.close();
    opened.value.close();
  }
}

/** A device with a lock: what waits was sealed to the server, and goes without opening anything (SPEC V8). */
async function sealedRounds(account: string): Promise<void> {
  const turn = browserTurn(syncTurn(account));
  try {
    let end = true;
    await turn.take(async () => {
      ({ end } = await handOver(databaseName(account), (path, init) => fetch(path, init)));
    });
    if (!end) throw new Error('later');
  } finally {
    turn.close();
  }
}
