import { can } from '#domain/access.ts';
import type { Registry } from '#domain/tables.ts';
import { MAX_EMERGENCY, type Emergency, type ImportAnswer } from '#sync/emergency.ts';
import { APP, Mutation, type Outcome } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { createHash } from 'node:crypto';
import { noted } from '../audit/notes.ts';
import { readBytes } from '../body.ts';
import { callerOf, fail, type Deps } from '../context.ts';
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
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'import')) return fail(c, 403, 'Forbidden');
  if (!deps.seal) return fail(c, 404, 'NotFound');
  const body = await readBytes(c.req.raw, MAX_EMERGENCY);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const opened = await deps.seal.open(body.value);
  if (!opened.ok) return fail(c, opened.error.type === 'UpgradeNeeded' ? 426 : 422, opened.error.type);
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
  const answer: ImportAnswer = { app: APP, author: account.code, at: content.at, counts };
  return c.json(answer);
}

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
