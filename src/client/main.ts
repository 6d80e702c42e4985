import { mount } from 'svelte';
import '#client/ui/tokens.css';
import '#client/ui/base.css';
import { applyAppearance } from '#client/features/settings/appearance.ts';
import { session } from '#client/live/session.svelte.ts';
import { flush, typing } from '#client/live/written.svelte.ts';
import { watchForUpdates } from '#client/pwa/update.svelte.ts';
import { nudge, open, remembered } from './account.ts';
import App from './App.svelte';
import { connectRouter } from './routes.ts';

const MINUTE = 60_000;

async function start(): Promise<void> {
  applyAppearance();
  connectRouter();
  const me = remembered();
  if (me) await open(me);
  const target = document.getElementById('app');
  if (target) mount(App, { target });
  setInterval(() => session.tick(Date.now()), MINUTE);
  window.addEventListener('online', () => nudge('online'));
  window.addEventListener('pagehide', () => void flush());
  document.addEventListener('visibilitychange', () => {
    session.tick(Date.now());
    if (document.visibilityState === 'visible') nudge('visible');
    else void flush();
  });
  await watchForUpdates({ flush, busy: () => typing() || session.sync.running, every: 250 });
}

void start();
