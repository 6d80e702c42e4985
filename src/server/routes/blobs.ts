import { may } from '#domain/access.ts';
import { MAX_BLOB } from '#domain/photo.ts';
import { tables } from '#domain/tables.ts';
import { BlobAnnounced, BlobQuestion, type BlobReceipt } from '#sync/blobs.ts';
import { APP } from '#sync/protocol.ts';
import { Server, type Upload } from '@tus/server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { noted } from '../audit/notes.ts';
import type { BlobFiles } from '../blobFiles.ts';
import { readJson } from '../body.ts';
import { callerOf, fail, handerOf, type Caller, type Deps } from '../context.ts';
import { limiter } from '../limit.ts';
import { FILE_CSP } from '../policy.ts';
import { siteFull, takeFile } from '../takeFile.ts';
import { grantsOf } from './sync.ts';

/** New uploads of one account in an hour. */
const UPLOADS = 600;
const HOUR = 3_600_000;
const UPLOAD_ID = /^[A-Za-z0-9_-]{24}$/;

const Owned = z.extend(BlobAnnounced, { account: z.string() });

/** A refusal on its way through the tus server, which answers with its status and body. */
class Refused extends Error {
  readonly status_code: number;
  readonly body: string;
  constructor(status: number, type: string) {
    super(type);
    this.status_code = status;
    this.body = JSON.stringify({ app: APP, error: { type } });
  }
}

/** Statuses and types of what the tus server itself refuses. */
const OWN: Partial<Record<number, string>> = { 409: 'OffsetMismatch', 413: 'TooLarge' };

/** The routes of files. */
export interface BlobRoutes {
  /** The tus protocol 1.0.0 (creation, termination): `POST /api/blobs`, `HEAD|PATCH|DELETE /api/blobs/:id`. */
  upload(c: Context): Promise<Response>;
  /** `POST /api/blobs/status`: which of the named files the server holds: the receipt. */
  status(c: Context): Promise<Response>;
  /** `GET /api/blobs/:scope/:sha256`: the bytes, for those who may read photos of the scope. */
  download(c: Context): Promise<Response>;
}

/** The routes over `deps.blobs`; without it every one is «not found». */
export function blobRoutes(deps: Deps): BlobRoutes {
  const callers = new WeakMap<Request, Caller>();
  const starting = limiter(UPLOADS, HOUR, deps.now);
  let server: Server | undefined;

  async function holds({ account }: Caller, scope: string, act: 'read' | 'create'): Promise<boolean> {
    return may(account.role, { act }, tables.photo.rights) && (await grantsOf(deps, account)).has(scope);
  }

  /** What a revoked device hands over is kept for the work that was parked, whether the scope is still granted or not. */
  async function takes(caller: Caller, scope: string): Promise<boolean> {
    if (caller.device.state !== 'revoked') return holds(caller, scope, 'create');
    const creates = may(caller.account.role, { act: 'create' }, tables.photo.rights);
    return creates && (await deps.store.scopes()).includes(scope);
  }

  const tusOf = (files: BlobFiles): Server =>
    (server ??= new Server({
      path: '/api/blobs',
      datastore: files.uploads(),
      relativeLocation: true,
      maxSize: MAX_BLOB,
      allowedOrigins: [],
      namingFunction: () => randomBytes(18).toString('base64url'),
      async onUploadCreate(request, upload) {
        const caller = callers.get(request);
        if (!caller) throw new Refused(401, 'Unauthorized');
        const announced = BlobAnnounced.safeParse(upload.metadata);
        if (!announced.success) throw new Refused(400, 'Invalid');
        const { scope, sha256 } = announced.data;
        if (!(await takes(caller, scope))) throw new Refused(403, 'Forbidden');
        if (upload.size === undefined) throw new Refused(400, 'Invalid');
        if (upload.size === 0) throw new Refused(422, 'PhotoEmpty');
        if (await deps.store.blob(scope, sha256)) throw new Refused(409, 'AlreadyHeld');
        if (await siteFull(deps, scope, upload.size)) throw new Refused(413, 'SiteFull');
        if (starting.allow(caller.account.id) > 0) throw new Refused(429, 'RateLimited');
        return { metadata: { ...announced.data, account: caller.account.id } };
      },
      async onUploadFinish(_request, upload) {
        try {
          await finish(files, upload);
        } finally {
          await Promise.all(
            [files.uploading(upload.id), `${files.uploading(upload.id)}.json`].map((path) => rm(path, { force: true })),
          );
        }
        return {};
      },
      onResponseError(_request, error) {
        if (error instanceof Refused) return error;
        const status = 'status_code' in error ? error.status_code : 500;
        if (status >= 500) deps.log.error({ name: 'name' in error ? error.name : 'tus' }, 'upload failed');
        return new Refused(
          status,
          OWN[status] ?? (status === 404 || status === 410 ? 'NotFound' : status >= 500 ? 'ServerDown' : 'Invalid'),
        );
      },
    }));

  async function finish(files: BlobFiles, { id, metadata }: Upload): Promise<void> {
    const taken = await takeFile(deps, files, files.uploading(id), Owned.parse(metadata));
    if (!taken.ok) throw new Refused(taken.error.type === 'BlobMismatch' ? 460 : 422, taken.error.type);
  }

  /** The refusal of a request about an upload that is not the caller's, or no longer of their entity. */
  async function barred(files: BlobFiles, caller: Caller, id: string): Promise<[ContentfulStatusCode, string] | null> {
    const upload = UPLOAD_ID.test(id)
      ? await files
          .uploads()
          .getUpload(id)
          .catch(() => null)
      : null;
    const owned = Owned.safeParse(upload?.metadata);
    if (!owned.success || owned.data.account !== caller.account.id) return [404, 'NotFound'];
    return (await takes(caller, owned.data.scope)) ? null : [403, 'Forbidden'];
  }

  return {
    async upload(c) {
      const caller = await handerOf(deps, c);
      if (!caller) return fail(c, 401, 'Unauthorized');
      if (c.req.header('x-app') !== '1') return fail(c, 403, 'Forbidden');
      const files = deps.blobs;
      const id = c.req.param('id');
      const method = c.req.raw.method;
      const known = id === undefined ? method === 'POST' : ['HEAD', 'PATCH', 'DELETE'].includes(method);
      if (!files || !known) return fail(c, 404, 'NotFound');
      const bar = id === undefined ? null : await barred(files, caller, id);
      if (bar) return fail(c, ...bar);
      callers.set(c.req.raw, caller);
      return ownHeaders(await tusOf(files).handleWeb(c.req.raw));
    },

    async status(c) {
      const caller = await handerOf(deps, c);
      if (!caller) return fail(c, 401, 'Unauthorized');
      const body = await readJson(c.req.raw);
      if (!body.ok) return fail(c, body.error.status, body.error.type);
      const parsed = BlobQuestion.safeParse(body.value);
      if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
      const grants = await grantsOf(deps, caller.account);
      const reads = may(caller.account.role, { act: 'read' }, tables.photo.rights);
      const held: BlobReceipt['held'] = [];
      const revoked = caller.device.state === 'revoked';
      for (const { scope, sha256 } of parsed.data.items) {
        const row = revoked || (reads && grants.has(scope)) ? await deps.store.blob(scope, sha256) : null;
        if (row && (!revoked || row.account === caller.account.id))
          held.push({ scope, sha256, stored: row.stored, bytes: row.bytes });
      }
      const receipt: BlobReceipt = { app: APP, epoch: await deps.store.epoch(), held };
      return c.json(receipt);
    },

    async download(c) {
      const caller = await callerOf(deps, c);
      if (!caller) return fail(c, 401, 'Unauthorized');
      const [scope, sha256] = [c.req.param('scope') ?? '', c.req.param('sha256') ?? ''];
      const row = (await holds(caller, scope, 'read')) ? await deps.store.blob(scope, sha256) : null;
      const file = row && (await deps.blobs?.read(row.stored));
      if (!row || !file) return fail(c, 404, 'NotFound');
      await deps.store.note(noted(deps.now(), caller, 'file-read', { file: sha256 }, scope));
      return c.body(file.body, 200, {
        'Content-Type': row.mime,
        'Content-Length': String(file.bytes),
        'Content-Disposition': 'attachment',
        'Content-Security-Policy': FILE_CSP,
        'Repr-Digest': `sha-256=:${Buffer.from(row.stored, 'hex').toString('base64')}:`,
      });
    },
  };
}

/** The answer without what only other origins would read, and with the type of its body. */
function ownHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of [...headers.keys()]) if (name.startsWith('access-control-')) headers.delete(name);
  if (response.status >= 400) headers.set('Content-Type', 'application/json');
  return new Response(response.body, { status: response.status, headers });
}
