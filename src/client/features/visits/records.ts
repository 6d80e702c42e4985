import { err, ok, type Result } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import { visitCode } from '#domain/visit.ts';
import type { Edit, EditError } from '#client/db/commit.ts';

/** What is known before a visit. `start` is the agreed hour, HH:MM. */
export type VisitPlan = Pick<Row<'visit'>, 'day' | 'mode' | 'type' | 'aim'> & { siteId: string; start?: string | null };

/** The next free code of the entity's day: one more than the highest this phone knows. */
async function nextCode(edit: Edit, scope: string, siteCode: string, day: string): Promise<string> {
  const start = visitCode(siteCode, day, 0).slice(0, -1);
  const used = (await edit.all('visit', scope))
    .filter(({ code }) => code.startsWith(start))
    .map(({ code }) => Number(code.slice(start.length)));
  return visitCode(siteCode, day, Math.max(0, ...used) + 1);
}

/** What changes on a visit that moves to another day: its code names the day. */
export async function movedTo(
  edit: Edit,
  visit: Row<'visit'>,
  day: string,
): Promise<Pick<Row<'visit'>, 'day' | 'code'>> {
  const siteCode = visit.code.slice(2, 8);
  return { day, code: await nextCode(edit, visit.scope, siteCode, day) };
}

/** Adds a visit at an entity; gives its id. NotFound when the entity is not on this phone. */
export async function makeVisit(
  edit: Edit,
  lead: string,
  { siteId, day, mode, type, aim, start = null }: VisitPlan,
  status: 'planned' | 'in-progress',
): Promise<Result<string, EditError>> {
  const site = await edit.one('site', siteId);
  if (!site) return err({ type: 'NotFound' });
  const code = await nextCode(edit, site.scope, site.code, day);
  return edit.create('visit', site.scope, {
    code,
    day,
    start,
    end: null,
    mode,
    type,
    aim,
    status,
    lead,
    cosignedBy: null,
    informedAt: null,
    comment: '',
    remark: '',
  });
}

/** Adds something to a visit, in the visit's scope. NotFound when there is no such visit. */
export async function inVisit(
  edit: Edit,
  visitId: string,
  work: (scope: string) => Promise<Result<string, EditError>>,
): Promise<Result<string, EditError>> {
  const visit = await edit.one('visit', visitId);
  return visit ? work(visit.scope) : err({ type: 'NotFound' });
}

/** Removes a row and gives what it was. */
export async function taken<T extends 'note' | 'attendee' | 'action'>(
  edit: Edit,
  table: T,
  id: string,
): Promise<Result<Row<T>, EditError>> {
  const row = await edit.one(table, id);
  if (!row) return err({ type: 'NotFound' });
  const done = await edit.remove(table, id);
  return done.ok ? ok(row) : done;
}

/** Removes a row without text, unless some is still being typed. Gives true when it went. */
export async function goneIfBlank(
  edit: Edit,
  table: 'note' | 'action',
  id: string,
): Promise<Result<boolean, EditError>> {
  const row = await edit.one(table, id);
  const draft = await edit.tx.draft(`${table}/${id}/text`);
  if (!row || row.text.trim() !== '' || (draft?.value.trim() ?? '') !== '') return ok(false);
  const done = await edit.remove(table, id);
  return done.ok ? ok(true) : done;
}
