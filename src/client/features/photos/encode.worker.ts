import { encode, type Encoded, type Wish } from './encode.ts';

/** What the worker answers. `unable`: this browser cannot draw here; the page does it then. */
export type WorkerAnswer = { encoded: Encoded } | { unable: true } | { failed: true };

const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.onmessage = async ({ data }: MessageEvent<{ file: Blob; wish: Wish }>) => {
  try {
    if (typeof OffscreenCanvas !== 'function' || !new OffscreenCanvas(1, 1).getContext('2d'))
      return answer({ unable: true });
  } catch {
    return answer({ unable: true });
  }
  try {
    const encoded = await encode(data.file, data.wish, (width, height) => {
      const canvas = new OffscreenCanvas(width, height);
      return {
        context: canvas.getContext('2d'),
        jpeg: (quality) => canvas.convertToBlob({ type: 'image/jpeg', quality }),
      };
    });
    answer({ encoded });
  } catch {
    answer({ failed: true });
  }
};

function answer(value: WorkerAnswer): void {
  scope.postMessage(value, 'encoded' in value ? [value.encoded.bytes] : []);
}
