import { channel, type Channel } from './channel.ts';
import type { Asked } from './messages.ts';

/** How long the worker keeps a key for a page that is being loaded anew. Unit: milliseconds. */
export const HELD = 10_000;
/** How long other windows, and a worker that may have to wake up first, are waited for. Unit: milliseconds. */
const ANSWER = 250;
const WAKING = 2_000;

type Word = { say: 'key?' } | { say: 'key'; key: Uint8Array } | { say: 'lock' };

/** What the windows of one account tell each other about its key. */
export interface Windows {
  /** Locks the others too. */
  lock(): void;
  close(): void;
}

/** Answers other windows of this device with the key while this one is unlocked, and locks when another one does. */
export function shareKey(account: string, key: () => Uint8Array | null, lock: () => void): Windows {
  const line: Channel<Word> = channel<Word>(`key:${account}`, (word) => {
    const held = word.say === 'key?' ? key() : null;
    if (held) line.tell({ say: 'key', key: held });
    if (word.say === 'lock') lock();
  });
  return { lock: () => line.tell({ say: 'lock' }), close: line.close };
}

/** Leaves the key with the worker for the few seconds in which this page is loaded anew. */
export function leaveKey(account: string, key: Uint8Array): void {
  navigator.serviceWorker?.controller?.postMessage({ type: 'HOLD', account, key } satisfies Asked);
}

/** The key from the worker (a page that was just loaded anew) or from another open window; null when there is none. */
export function takeKey(account: string): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const line = channel<Word>(`key:${account}`, (word) => {
      if (word.say === 'key') end(word.key);
    });
    const worker = navigator.serviceWorker?.controller;
    let open = worker ? 2 : 1;
    const end = (key: Uint8Array | null): void => {
      clearTimeout(timer);
      line.close();
      resolve(key);
    };
    const none = (): void => {
      open -= 1;
      if (open === 0) end(null);
    };
    const timer = setTimeout(() => end(null), WAKING);
    setTimeout(none, ANSWER);
    line.tell({ say: 'key?' });
    if (!worker) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data instanceof Uint8Array) end(data);
      else none();
    };
    worker.postMessage({ type: 'TAKE', account } satisfies Asked, [port2]);
  });
}
