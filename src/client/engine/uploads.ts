import { BlobReceipt, type BlobQuestion } from '#sync/blobs.ts';
import { blobKey, type BlobMeta, type BlobName, type BlobStore } from '#client/db/blobs.ts';
import { Pace, upload, type UploadLine } from './upload.ts';

/** What the uploader needs. */
export interface UploadDeps {
  blobs: BlobStore;
  /** Our own origin, e.g. `https://example.org`. */
  origin: string;
  headers?: Record<string, string>;
  fetch: typeof fetch;
  /** Files that a record names. */
  wanted(): Promise<readonly BlobName[]>;
  /** Files that a record names in any state that can come back: deleted, refused, of an entity that is hidden now. */
  returning(): Promise<readonly BlobName[]>;
  /** Entities that this device holds. */
  held(): Promise<ReadonlySet<string>>;
  /** True while an edit waits to be sent: text goes before files. */
  textWaits(): Promise<boolean>;
  /** True when files may use the line now: the choice of Wi-Fi only. */
  mayUse(): boolean;
  /** Epoch of the server as the phone knows it: after a restore every receipt is asked for anew. */
  epoch(): Promise<number | null>;
  now(): number;
  /** Uniform in 0…1. */
  chance(): number;
  /** Runs `work` while no other tab does the same; false when another one does. */
  alone(work: () => Promise<void>): Promise<boolean>;
  /** Calls back once at an instant (milliseconds since 1970 UTC); a later call replaces an earlier one. */
  wake(at: number, call: () => void): void;
}

/** Sends files after all text, one at a time. */
export interface Uploads {
  /** Asks for a run now; during a run for one more after it. Resolves when all is at rest. */
  want(): Promise<void>;
  stop(): void;
}

/** How long the bytes stay here after the server's receipt, and after the last record that named them. Unit: milliseconds. */
export const GRACE = 30 * 86_400_000;

/** How often bytes may arrive without being held before it is called a refusal. */
const TRIES = 3;
const ASKED = 200;
const LONGEST = 15 * 60_000;
const TIMEOUT = 60_000;

/**
 * The uploader: what the server holds is asked, never assumed. A file is `confirmed` by the server's receipt only, and its
 * bytes leave this device 30 days after it, and only when the server says once more that it holds them.
 */
export function startUploads(deps: UploadDeps): Uploads {
  const stopped = new AbortController();
  const line: UploadLine = { ...deps, stopped: stopped.signal, pace: new Pace(), goOn };
  let running: Promise<void> | null = null;
  let again = false;
  let failures = 0;

  async function goOn(): Promise<boolean> {
    return deps.mayUse() && !(await deps.textWaits());
  }

  function want(): Promise<void> {
    if (stopped.signal.aborted) return Promise.resolve();
    again = true;
    return (running ??= rest().finally(() => (running = null)));
  }

  async function rest(): Promise<void> {
    while (again && !stopped.signal.aborted) {
      again = false;
      let passed = true;
      await deps.alone(async () => void (passed = await run().catch(() => false))).catch(() => false);
      if (passed) failures = 0;
      else back();
    }
  }

  function back(): void {
    const wait = Math.min(LONGEST, 1000 * 2 ** Math.min(failures++, 20)) * (0.75 + deps.chance() / 2);
    deps.wake(deps.now() + wait, () => void want());
  }

  /** False when the line failed and a later try is worth it. */
  async function run(): Promise<boolean> {
    const files = await sorted();
    const epoch = await deps.epoch();
    const open = files.filter(({ state }) => state === 'waiting' || state === 'uploading');
    const stale = files.filter((file) => file.state === 'confirmed' && (file.epoch !== epoch || dueToGo(file)));
    if ((open.length === 0 && stale.length === 0) || !(await goOn())) return true;
    if (!(await settle([...open, ...stale]))) return false;
    for (const { scope, sha256 } of [...open, ...stale]) {
      const file = await deps.blobs.one({ scope, sha256 });
      if (!file || file.state === 'confirmed' || file.state === 'refused') continue;
      const { end, ...more } = await upload(line, file);
      if (end === 'paused') return true;
      if (end === 'line') return false;
      if (end === 'refused') {
        const refusal = 'type' in more ? more.type : 'Unexpected';
        await deps.blobs.update(file, { state: 'refused', refusal, uploadUrl: null, offset: 0 });
        continue;
      }
      if (!(await settle([file]))) return false;
      if ((await deps.blobs.one(file))?.state === 'confirmed') continue;
      const tries = file.tries + 1;
      const refused =
        tries >= TRIES ? ({ state: 'refused', refusal: 'BlobMismatch' } as const) : ({ state: 'waiting' } as const);
      await deps.blobs.update(file, { ...refused, tries, uploadUrl: null, offset: 0 });
      if (tries < TRIES) again = true;
    }
    return true;
  }

  /**
   * All files that a record names. The others are marked and go when nothing named them for 30 days: those that the server
   * holds, and those whose record can never come back. Files of an entity that was taken away go with it once the server holds them.
   */
  async function sorted(): Promise<BlobMeta[]> {
    const named = new Set((await deps.wanted()).map(blobKey));
    const held = await deps.held();
    const epoch = await deps.epoch();
    let returning: Set<string> | null = null;
    const kept: BlobMeta[] = [];
    for (const file of await deps.blobs.all()) {
      if (named.has(blobKey(file))) {
        kept.push(file);
        if (file.strayAt !== null) await deps.blobs.update(file, { strayAt: null });
      } else if (file.state === 'confirmed' && file.epoch === epoch && !held.has(file.scope)) {
        await deps.blobs.drop(file);
      } else if (file.strayAt === null) await deps.blobs.update(file, { strayAt: deps.now() });
      else if (file.strayAt < deps.now() - GRACE) {
        returning ??= new Set((await deps.returning()).map(blobKey));
        if (file.state === 'confirmed' || !returning.has(blobKey(file))) await deps.blobs.drop(file);
      }
    }
    return kept;
  }

  const dueToGo = ({ confirmedAt }: BlobMeta): boolean => confirmedAt !== null && confirmedAt < deps.now() - GRACE;

  /** Asks which files the server holds and writes it down; false when no good answer came. */
  async function settle(files: readonly BlobMeta[]): Promise<boolean> {
    for (let i = 0; i < files.length; i += ASKED) {
      const part = files.slice(i, i + ASKED);
      const answer = await ask(part);
      if (!answer) return false;
      const held = new Set(answer.held.map(blobKey));
      for (const file of part) {
        if (!held.has(blobKey(file))) {
          if (file.state === 'confirmed')
            await deps.blobs.update(file, { state: 'waiting', confirmedAt: null, offset: 0 });
        } else if (dueToGo(file)) await deps.blobs.drop(file);
        else {
          const { bytes: offset } = file;
          const confirmedAt = file.confirmedAt ?? deps.now();
          const done = { uploadUrl: null, refusal: null, tries: 0 };
          await deps.blobs.update(file, { state: 'confirmed', offset, confirmedAt, epoch: answer.epoch, ...done });
        }
      }
    }
    return true;
  }

  async function ask(files: readonly BlobName[]): Promise<BlobReceipt | null> {
    const question: BlobQuestion = { items: files.map(({ scope, sha256 }) => ({ scope, sha256 })) };
    try {
      const response = await deps.fetch(`${deps.origin}/api/blobs/status`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-App': '1', ...deps.headers },
        body: JSON.stringify(question),
        cache: 'no-store',
        redirect: 'error',
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(TIMEOUT)]),
      });
      return response.status === 200 ? BlobReceipt.parse(await response.json()) : null;
    } catch {
      return null;
    }
  }

  return { want, stop: () => stopped.abort() };
}
