/** Says something to the other tabs and the worker of this app, and hears what they say. */
export interface Channel<T> {
  tell(value: T): void;
  close(): void;
}

/** A channel of that name; where the browser has none, nobody hears. */
export function channel<T>(name: string, heard: (value: T) => void): Channel<T> {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => undefined, close: () => undefined };
  const line = new BroadcastChannel(name);
  line.onmessage = ({ data }) => heard(data as T);
  return { tell: (value) => line.postMessage(value), close: () => line.close() };
}
