import type { Stretcher } from './stretch.ts';
import worker from './stretch.worker.ts?worker&url';

/** How long a phone may take before it counts as unable. Unit: milliseconds. */
const PATIENCE = 30_000;

/** The worker's address, trusted by name: no other script may be started from this module (security.md «CSP»). */
const policy = globalThis.trustedTypes?.createPolicy('app-stretch', { createScriptURL: (url) => url });

/** Stretches in a worker of its own, so that the screen stays quick; a worker that dies (low memory) rejects (fault 24). */
export const inWorker: Stretcher = (secret, salt, how) =>
  new Promise((resolve, reject) => {
    const running = new Worker(policy?.createScriptURL(worker) ?? worker, { type: 'module' });
    const end = (bytes: Uint8Array | null): void => {
      clearTimeout(timer);
      running.terminate();
      if (bytes) resolve(bytes);
      else reject(new Error('this device cannot stretch a secret now'));
    };
    const timer = setTimeout(() => end(null), PATIENCE);
    running.addEventListener('message', ({ data }: MessageEvent<Uint8Array | null>) => end(data));
    running.addEventListener('error', () => end(null));
    running.postMessage({ secret, salt, how });
  });
