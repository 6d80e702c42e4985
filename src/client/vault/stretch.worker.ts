import { stretch, type Stretch } from './stretch.ts';

/** One secret in, its 32 bytes out, or null when this device cannot. */
self.addEventListener('message', ({ data }: MessageEvent<{ secret: string; salt: Uint8Array; how: Stretch }>) => {
  stretch(data.secret, data.salt, data.how).then(
    (bytes) => self.postMessage(bytes),
    () => self.postMessage(null),
  );
});
