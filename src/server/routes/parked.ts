import { can } from '#domain/access.ts';
import { tableOf } from '#domain/tables.ts';
import { APP, Mutation } from '#sync/protocol.ts';
import type { Context } from 'hono';
import * as z from 'zod/mini';
import { noted } from '../audit/notes.ts';
import { readJson } from '../body.ts';
import { callerOf, fail, type Deps } from '../context.ts';
import { push } from './sync.ts';

const Decision = z.strictObject({ scope: z.string(), mid: Mutation.shape.mid, accept: z.boolean() });

/** `GET /api/parked`: work whose author had lost the scope, still undecided, for those who manage accounts. */
export async function listParked(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'parked')) return fail(c, 403, 'Forbidden');
  const parked = (await deps.store.refused({})).filter(
    ({ refusal, decided }) => refusal.code === 'parked' && decided === null,
  );
  return c.json({ app: APP, parked: parked.map(({ account, at, mutation }) => ({ account, at, mutation })) });
}

/** `POST /api/parked`: takes parked work over under its own id and author, or declines it; it stays stored either way. */
export async function decideParked(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  if (!can(caller.account.role, 'parked')) return fail(c, 403, 'Forbidden');
  const body = await readJson(c.req.raw);
  if (!body.ok) return fail(c, body.error.status, body.error.type);
  const parsed = Decision.safeParse(body.value);
  if (!parsed.success) return fail(c, 400, 'Invalid', parsed.error.issues[0]?.path.join('.'));
  const { scope, mid, accept } = parsed.data;
  const [found] = await deps.store.refused({ scope, mid });
  if (!found || found.refusal.code !== 'parked' || found.decided !== null) return fail(c, 404, 'NotFound');
  const author = await deps.store.account(found.account);
  if (!author) return fail(c, 404, 'NotFound');
  if (accept) {
    const [outcome] = await push(deps, { account: author, device: caller.device }, scope, [found.mutation], 'parked');
    if (outcome?.st !== 'ok') return c.json({ app: APP, refusal: outcome?.refusal ?? null }, 409);
  }
  const { id, type } = found.mutation;
  const records = [{ table: tableOf(deps.registry, type)?.name ?? String(type), id, ok: accept ? 1 : 0 }];
  const detail = { records, author: author.id, mid };
  const note = noted(deps.now(), caller, accept ? 'parked-accepted' : 'parked-declined', detail, scope);
  await deps.store.decide(scope, mid, accept ? 'accepted' : 'declined', note);
  return c.json({ app: APP });
}
