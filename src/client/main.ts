import { mount } from 'svelte';
import '#client/ui/tokens.css';
import '#client/ui/base.css';
import { applyAppearance } from '#client/features/settings/appearance.ts';
import { session } from '#client/live/session.svelte.ts';
import { personalPieces } from '#domain/privacyGuard.ts';
import { useGuard } from '#client/ui/guard.svelte.ts';
import { flush, typing } from '#client/live/written.svelte.ts';
import { finishEndings } from '#client/pwa/erase.ts';
import { readKeptMark, readMark } from '#client/pwa/mark.ts';
import { watchForUpdates } from '#client/pwa/update.svelte.ts';
import { enter, hidden, leaving, lock, nudge } from './account.ts';
import App from './App.svelte';
import { comeBack } from './comeBack.ts';
import { keyCopy } from './lock.ts';
import { connectRouter } from './routes.ts';
import { watchIdle } from '#client/pwa/idle.ts';

const MINUTE = 60_000;

async function start(): Promise<void> {
  applyAppearance();
  connectRouter();
  useGuard(personalPieces);
  // First of all: an erasing that was cut off goes on, and nothing of that account is opened.
  const [ended] = await finishEndings(false).catch(() => []);
  const mark = readMark() ?? (await readKeptMark());
  if (mark) {
    const opened = await enter(mark);
    if (!opened.ok) session.fail(opened.error.type);
  } else if (ended) session.bar('ended');
  else void comeBack();
  const target = document.getElementById('app');
  if (target) mount(App, { target });
  setInterval(() => session.tick(Date.now()), MINUTE);
  window.addEventListener('online', () => nudge('online'));
  watchIdle({ lock: () => void lock(), resumed: () => nudge('visible') });
  window.addEventListener('pagehide', () => {
    leaving();
    void flush();
  });
  document.addEventListener('visibilitychange', () => {
    session.tick(Date.now());
    if (document.visibilityState === 'hidden') void flush().then(hidden);
  });
  await watchForUpdates({
    flush,
    busy: () => typing() || session.sync.running,
    every: 250,
    key: keyCopy,
    failed: (version, reason) => void noteFailedUpdate(version, reason),
  });
}

/** The server learns of it with the next round (SPEC U2). */
async function noteFailedUpdate(version: string, reason: string): Promise<void> {
  if (!session.signedIn) return;
  await session.device.store.write((tx) => tx.putMeta('failedUpdate', { version, reason })).catch(() => undefined);
  nudge('visible');
}

void start();
