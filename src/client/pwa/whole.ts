import type { Asked, Whole } from './messages.ts';

/** How long a worker may take to look through its cache. Unit: milliseconds. */
const PATIENCE = 10_000;

/**
 * What the worker that controls this page holds of the app: null when no worker controls it, so that a start without network fails;
 * undefined when the worker does not answer (an older version, or a browser that froze it). Never rejects.
 */
export function askWhole(): Promise<Whole | null | undefined> {
  // Absent outside a secure context.
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const worker = workers?.controller;
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(undefined), PATIENCE);
    port1.onmessage = ({ data }: MessageEvent<Whole>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.postMessage({ type: 'WHOLE' } satisfies Asked, [port2]);
  });
}
