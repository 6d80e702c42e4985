import type { Stretcher } from './stretch.ts';

/** How long a phone may take before it counts as unable. Unit: milliseconds. */
const PATIENCE = 30_000;

/** Stretches in a worker of its own, so that the screen stays quick; a worker that dies (low memory) rejects (fault 24). */
export const inWorker: Stretcher = (secret, salt, how) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./stretch.worker.ts', import.meta.url), { type: 'module' });
    const end = (bytes: Uint8Array | null): void => {
      clearTimeout(timer);
      worker.terminate();
      if (bytes) resolve(bytes);
      else reject(new Error('this device cannot stretch a secret now'));
    };
    const timer = setTimeout(() => end(null), PATIENCE);
    worker.addEventListener('message', ({ data }: MessageEvent<Uint8Array | null>) => end(data));
    worker.addEventListener('error', () => end(null));
    worker.postMessage({ secret, salt, how });
  });
