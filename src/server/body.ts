import { err, ok, type Result } from '#domain/result.ts';
import { MAX_BODY, MAX_INFLATED } from '#sync/protocol.ts';

/** How deep JSON may nest. Source: security.md «Limits». */
const MAX_DEPTH = 20;

/** Why a body was not read. */
export interface BodyError {
  type: 'TooLarge' | 'Invalid' | 'UnsupportedMedia';
  status: 400 | 413 | 415;
}

const tooLarge: BodyError = { type: 'TooLarge', status: 413 };
const invalid: BodyError = { type: 'Invalid', status: 400 };

/** Reads a JSON body, gzip or plain, stopping at the limits while it streams: a bomb is never inflated whole. */
export async function readJson(request: Request): Promise<Result<unknown, BodyError>> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') return err({ type: 'UnsupportedMedia', status: 415 });
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    return err({ type: 'UnsupportedMedia', status: 415 });
  }
  if (!request.body) return err(invalid);
  let stream: ReadableStream<Uint8Array> = request.body.pipeThrough(limited(MAX_BODY));
  if (encoding === 'gzip') {
    const inflate = new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>;
    stream = stream.pipeThrough(inflate).pipeThrough(limited(MAX_INFLATED));
  }
  try {
    const value: unknown = JSON.parse(await new Response(stream).text());
    return shallow(value, MAX_DEPTH) ? ok(value) : err(invalid);
  } catch (error) {
    return err(error instanceof OverLimit ? tooLarge : invalid);
  }
}

/** Reads a body of plain bytes, stopping at the limit while it streams. */
export async function readBytes(request: Request, limit: number): Promise<Result<Uint8Array, BodyError>> {
  if (!/^application\/octet-stream\s*$/i.test(request.headers.get('content-type') ?? '')) {
    return err({ type: 'UnsupportedMedia', status: 415 });
  }
  if (!request.body) return err(invalid);
  try {
    return ok(new Uint8Array(await new Response(request.body.pipeThrough(limited(limit))).arrayBuffer()));
  } catch (error) {
    return err(error instanceof OverLimit ? tooLarge : invalid);
  }
}

class OverLimit extends Error {}

function limited(limit: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > limit) controller.error(new OverLimit());
      else controller.enqueue(chunk);
    },
  });
}

function shallow(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (depth === 0 || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((inner) => shallow(inner, depth - 1));
}
