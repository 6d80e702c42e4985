import { blobKey, freshMeta, type BlobMeta, type BlobStore } from './blobs.ts';

/** Files in memory. */
export function memoryBlobs(): BlobStore {
  const files = new Map<string, { meta: BlobMeta; bytes: ArrayBuffer }>();
  return {
    async put(file, bytes) {
      const meta = freshMeta(file, bytes);
      if (!files.has(blobKey(file))) files.set(blobKey(file), { meta, bytes: bytes.slice(0) });
    },
    get: async (name) => files.get(blobKey(name))?.bytes.slice(0) ?? null,
    slice: async (name, from, to) => files.get(blobKey(name))?.bytes.slice(from, to) ?? new ArrayBuffer(0),
    one: async (name) => structuredClone(files.get(blobKey(name))?.meta ?? null),
    all: async (scope) =>
      [...files.values()]
        .map(({ meta }) => structuredClone(meta))
        .filter((meta) => scope === undefined || meta.scope === scope)
        .sort((a, b) => a.addedAt - b.addedAt),
    async update(name, change) {
      const file = files.get(blobKey(name));
      if (file) file.meta = { ...file.meta, ...change };
    },
    drop: async (name) => void files.delete(blobKey(name)),
    close: () => undefined,
  };
}
