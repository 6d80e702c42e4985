import { channel, type Channel } from './channel.ts';
import type { Asked } from './messages.ts';

/** How long the worker keeps a key for a page that is being loaded anew. Unit: milliseconds. */
export const HELD = 10_000;
const ANSWER = 250;

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
    const end = (key: Uint8Array | null): void => {
      clearTimeout(timer);
      line.close();
      resolve(key);
    };
    const timer = setTimeout(() => end(null), ANSWER);
    line.tell({ say: 'key?' });
    const worker = navigator.serviceWorker?.controller;
    if (!worker) return;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data instanceof Uint8Array) end(data);
    };
    worker.postMessage({ type: 'TAKE', account } satisfies Asked, [port2]);
  });
}
