import { may } from '#domain/access.ts';
import { tableOf } from '#domain/tables.ts';
import { APP } from '#sync/protocol.ts';
import type { Context } from 'hono';
import { callerOf, fail, type Deps } from '../context.ts';
import { grantsOf } from './sync.ts';

/**
 * `GET /api/history/:scope/:id`: values of a record that were replaced, with author and time, for those who may read the
 * record. A record that does not exist and one that may not be read are the same «not found».
 */
export async function history(deps: Deps, c: Context): Promise<Response> {
  const caller = await callerOf(deps, c);
  if (!caller) return fail(c, 401, 'Unauthorized');
  const [scope, id] = [c.req.param('scope') ?? '', c.req.param('id') ?? ''];
  if (!(await grantsOf(deps, caller.account)).has(scope)) return fail(c, 404, 'NotFound');
  const [record] = await deps.store.inScope(scope, (tx) => tx.records([id]));
  const found = record && tableOf(deps.registry, record.type);
  if (!found || !may(caller.account.role, { act: 'read' }, found.table.rights)) return fail(c, 404, 'NotFound');
  return c.json({ app: APP, history: await deps.store.history(scope, id) });
}
