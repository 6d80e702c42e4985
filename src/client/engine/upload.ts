import { ErrorAnswer } from '#sync/protocol.ts';
import type { BlobMeta, BlobStore } from '#client/db/blobs.ts';
import type { DetailedError, HttpRequest } from 'tus-js-client';
import { tusLine } from './tusLine.ts';

/** How an upload ended: all bytes are there · it gave way · the line failed · the server said no (`type` has words). */
export type UploadEnd =
  | { end: 'sent' }
  | { end: 'paused' }
  | { end: 'line'; type: string }
  | { end: 'lost' }
  | { end: 'refused'; type: string };

/** What one upload needs. */
export interface UploadLine {
  blobs: BlobStore;
  /** Our own origin, e.g. `https://example.org`. */
  origin: string;
  /** Sent with every request besides `X-App`. */
  headers?: Record<string, string>;
  fetch: typeof fetch;
  stopped: AbortSignal;
  now(): number;
  /** Asked before every piece: false makes the upload wait (text goes first, no Wi-Fi). */
  goOn(): Promise<boolean>;
  /** How many bytes the next piece carries; follows the line. */
  pace: Pace;
}

const LEAST = 64 * 1024;
const MOST = 1024 * 1024;
/** A piece should take about this long. Unit: milliseconds. */
const QUICK = 2_000;
const SLOW = 8_000;

/** Size of pieces between 64 KB and 1 MB: doubled while the line is quick, halved when it is slow or breaks. */
export class Pace {
  #bytes = 4 * LEAST;
  get bytes(): number {
    return this.#bytes;
  }
  took(milliseconds: number): void {
    if (milliseconds < QUICK) this.#bytes = Math.min(MOST, this.#bytes * 2);
    else if (milliseconds > SLOW) this.broke();
  }
  broke(): void {
    this.#bytes = Math.max(LEAST, this.#bytes / 2);
  }
}

class GivesWay extends Error {}

/** Statuses that say something about the line or the moment, not about the file. */
const PASSING = new Set([401, 408, 423, 425, 426, 429]);

/**
 * Sends one file by the tus protocol, going on where the server stands. A wrong offset (409) makes it ask again and go on;
 * an upload the server lost is begun anew (R47, fault 35).
 */
export async function upload(line: UploadLine, file: BlobMeta): Promise<UploadEnd> {
  // Loaded when there is something to send: the first screen does without it.
  const { Upload } = await import('tus-js-client');
  const { blobs, pace } = line;
  let noted: Promise<unknown> = Promise.resolve();
  const note = (change: Partial<BlobMeta>): void => {
    noted = noted.then(() => blobs.update(file, change)).catch(() => undefined);
  };
  const end = await new Promise<UploadEnd>((resolve) => {
    let since = line.now();
    // The source below answers for the file; the client itself never looks at its first argument.
    const running = new Upload({ read: () => Promise.resolve({ done: true, value: undefined }) } as never, {
      endpoint: `${line.origin}/api/blobs`,
      uploadUrl: file.uploadUrl,
      uploadSize: file.bytes,
      metadata: { scope: file.scope, sha256: file.sha256, mime: file.mime },
      headers: { 'X-App': '1', ...line.headers },
      chunkSize: pace.bytes,
      retryDelays: [0, 0, 250, 1000],
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(file.sha256),
      httpStack: tusLine(line.fetch, line.origin, line.stopped),
      fileReader: {
        openFile: () =>
          Promise.resolve({
            size: file.bytes,
            slice: async (from: number, to: number) => ({
              value: await blobs.slice(file, from, Math.min(to, file.bytes)),
              done: false,
            }),
            close: () => undefined,
          }),
      },
      async onBeforeRequest() {
        if (line.stopped.aborted || !(await line.goOn())) throw new GivesWay();
        since = line.now();
      },
      onShouldRetry: (error) => mayRepeat(error.originalRequest, error.originalResponse?.getStatus()),
      onUploadUrlAvailable: () => note({ uploadUrl: running.url, state: 'uploading' }),
      onChunkComplete(_size, accepted) {
        pace.took(line.now() - since);
        running.options.chunkSize = pace.bytes;
        note({ offset: accepted, state: 'uploading' });
      },
      onSuccess: () => resolve({ end: 'sent' }),
      onError: (error) => resolve(endOf(error)),
    });
    running.start();
  });
  if (end.end === 'line') pace.broke();
  await noted;
  return end;
}

/** Only a wrong offset and a lock are tried again at once; everything else waits for the engine. */
function mayRepeat(request: HttpRequest | undefined, status: number | undefined): boolean {
  return status === 423 || (status === 409 && request?.getMethod() !== 'POST');
}

function endOf(error: Error | DetailedError): UploadEnd {
  const detailed = 'originalRequest' in error ? error : null;
  const cause: unknown = detailed?.causingError ?? error;
  if (cause instanceof GivesWay) return { end: 'paused' };
  const response = detailed?.originalResponse;
  const status = response?.getStatus() ?? 0;
  const type = typeIn(response?.getBody() ?? '');
  if (type === 'AlreadyHeld') return { end: 'sent' };
  if (type === null)
    return { end: 'line', type: status >= 500 ? 'ServerDown' : status === 0 ? 'Offline' : 'CaptivePortal' };
  if (status === 404 || status === 409 || status === 410 || status === 460) return { end: 'lost' };
  return status >= 500 || PASSING.has(status) ? { end: 'line', type } : { end: 'refused', type };
}

/** The type of our server's refusal; null when the answer is not our server's. */
function typeIn(body: string): string | null {
  try {
    return ErrorAnswer.parse(JSON.parse(body)).error.type;
  } catch {
    return null;
  }
}
