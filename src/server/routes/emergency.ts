import { can, may } from '#domain/access.ts';
import { tables, type Registry } from '#domain/tables.ts';
import { MAX_EMERGENCY, MAX_FILE_PART, type Emergency, type FileAnswer, type ImportAnswer } from '#sync/emergency.ts';
import { APP, Mutation, type Outcome } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { noted } from '../audit/notes.ts';
import { readBytes } from '../body.ts';
import { callerOf, fail, type Caller, type Deps } from '../context.ts';
import { openFilePart } from '../filePart.ts';
import type { SealError, ServerSeal } from '../seal.ts';
import { siteFull, takeFile } from '../takeFile.ts';
import { push, refuseMalformed, sortOut } from './sync.ts';

/** How many edits one transaction takes. */
const BATCH = 500;

/** `GET /api/key`: what a signed-in device keeps to make an emergency file without network (SPEC X1). */
export async function sealKey(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  return c.json({ app: APP, ...deps.seal.keyFor(caller.device.id, caller.account.id) });
}

/**
 * `POST /api/import`: a coordinator hands in an emergency file. Its edits are judged like any others, under the author's
 * account and ids, so that a second time changes nothing (SPEC X3–X5).
 */
export async function importEmergency(deps: Deps, c: Context): Promise<Response> {
  const handed = await handedIn(deps, c, MAX_EMERGENCY);
  if (handed instanceof Response) return handed;
  const { caller, seal, bytes } = handed;
  const opened = await seal.open(bytes);
  if (!opened.ok) return fail(c, statusOf(opened.error), opened.error.type);
  const { content, device } = opened.value;
  const account = await deps.store.account(opened.value.account);
  if (!account) return fail(c, 422, 'ImportForeign');
  const author = { account, device: { id: device } };

  const edits = [...content.muts, ...draftEdits(deps.registry, content, account.id)];
  const named = edits.filter((one) => Mutation.shape.mid.safeParse((one as { mid?: unknown } | null)?.mid).success);
  const sorted = sortOut(named);
  if (!sorted) return fail(c, 422, 'ImportDamaged');
  const outcomes: Outcome[] = await refuseMalformed(deps, author, sorted.malformed);
  for (const [scope, mutations] of sorted.byScope) {
    for (let i = 0; i < mutations.length; i += BATCH) {
      outcomes.push(...(await push(deps, author, scope, mutations.slice(i, i + BATCH))));
    }
  }
  const counts = { ok: 0, dup: 0, refused: edits.length - named.length, parked: 0 };
  for (const { st, refusal } of outcomes) counts[refusal?.code === 'parked' ? 'parked' : st] += 1;
  await deps.store.note(noted(deps.now(), caller, 'imported', { subject: account.id, from: device, ...counts }));
  deps.log.info({ by: caller.account.id, author: account.id, device, ...counts }, 'emergency file imported');
  const { at, files = 0 } = content;
  const answer: ImportAnswer = { app: APP, author: account.code, at, counts, files };
  return c.json(answer);
}

/**
 * `POST /api/import/file`: one photo or recording of an emergency file, under its author's account. It is judged like any
 * upload: hash, kind, size, room; one that is held already changes nothing (SPEC X6).
 */
export async function importFile(deps: Deps, c: Context): Promise<Response> {
  const handed = await handedIn(deps, c, MAX_FILE_PART);
  if (handed instanceof Response) return handed;
  const files = deps.blobs;
  if (!files) return fail(c, 404, 'NotFound');
  const opened = await openFilePart(handed.seal, handed.bytes);
  if (!opened.ok) return fail(c, statusOf(opened.error), opened.error.type);
  const { account: author, scope, sha256, mime, bytes, pieces } = opened.value;
  const account = await deps.store.account(author);
  if (!account) return fail(c, 422, 'ImportForeign');
  if (!may(account.role, { act: 'create' }, tables.photo.rights)) return fail(c, 403, 'Forbidden');
  const answer = (state: FileAnswer['state']): Response => c.json({ app: APP, state } satisfies FileAnswer);
  if (await deps.store.blob(scope, sha256)) return answer('dup');
  if (await siteFull(deps, scope, bytes)) return fail(c, 413, 'SiteFull');
  const path = files.fresh();
  try {
    if (!(await written(path, pieces()))) return fail(c, 422, 'ImportDamaged');
    const taken = await takeFile(deps, files, path, { scope, sha256, mime, account: account.id });
    if (!taken.ok) return fail(c, 422, taken.error.type === 'BlobMismatch' ? 'ImportDamaged' : taken.error.type);
  } finally {
    await rm(path, { force: true });
  }
  const detail = { subject: account.id, from: opened.value.device, file: sha256 };
  await deps.store.note(noted(deps.now(), handed.caller, 'imported', detail, scope));
  return answer('ok');
}

/** Puts the pieces one after another into a file; false when one of them was altered. */
async function written(path: string, pieces: Iterable<Buffer | null>): Promise<boolean> {
  const file = await open(path, 'wx', 0o600);
  try {
    for (const piece of pieces) {
      if (!piece) return false;
      await file.write(piece);
    }
    return true;
  } finally {
    await file.close();
  }
}

/** What a coordinator hands in, or the refusal of the request. */
async function handedIn(
  deps: Deps,
  c: Context,
  most: number,
): Promise<Response | { caller: Caller; seal: ServerSeal; bytes: Uint8Array }> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'import')) return fail(c, 403, 'Forbidden');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  const body = await readBytes(c.req.raw, most);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  return { caller, seal: deps.seal, bytes: body.value };
}

const statusOf = ({ type }: SealError): 422 | 426 => (type === 'UpgradeNeeded' ? 426 : 422);

/** Drafts as edits. Their ids follow from what they say, so that the same file imported twice is the same edits. */
function draftEdits(registry: Registry, { drafts, at, schema }: Emergency, author: string): Mutation[] {
  return drafts.map(({ key, value, saw, scope }) => {
    const [name = '', id = '', field = ''] = key.split('/');
    const type = registry[name]?.code ?? 0;
    const hash = createHash('sha256')
      .update(JSON.stringify([author, key, value, saw]))
      .digest();
    const mid = hash.subarray(0, 16).toString('base64url');
    return { mid, scope, id, type, kind: 'set', set: { [field]: { v: value, saw } }, saw, at, schema };
  });
}
