import { dayAt } from '#domain/day.ts';
import { err, ok } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import { commit, type Edit } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import type { Done } from './commands.ts';

/**
 * The quality specialist sends a submitted report back. What is to be corrected says `remark`, or at least one open remark pinned to
 * a place: Invalid (`remark`) without either. The review that was under way ends with it.
 */
export function returnVisit(device: Device, visitId: string, remark: string): Done {
  const today = dayAt(device.now());
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const remarks = await written(edit, visit);
    const open = remarks.some(({ state }) => state === 'open');
    if (remark.trim() === '' && !open) return err({ type: 'Invalid', path: 'remark' });
    const ended = await endReview(edit, visit, 'returned', today);
    if (!ended.ok) return ended;
    return edit.set('visit', visitId, { status: 'returned', remark: remark.trim() });
  });
}

/**
 * The quality specialist accepts a submitted report; from here on it never changes. Answered remarks close with it; RemarksOpen while
 * one waits for an answer.
 */
export function acceptVisit(device: Device, visitId: string): Done {
  const today = dayAt(device.now());
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const remarks = await written(edit, visit);
    if (remarks.some(({ state }) => state === 'open')) return err({ type: 'RemarksOpen' });
    for (const { id, state } of remarks) {
      if (state !== 'answered') continue;
      const closed = await edit.set('remark', id, { state: 'closed', closedOn: today });
      if (!closed.ok) return closed;
    }
    const ended = await endReview(edit, visit, 'accepted', today);
    if (!ended.ok) return ended;
    return edit.set('visit', visitId, { status: 'accepted' });
  });
}

/** The remarks of a report, without those that were begun and never filled: they go. */
async function written(edit: Edit, visit: Row<'visit'>): Promise<Row<'remark'>[]> {
  const remarks = (await edit.all('remark', visit.scope)).filter(({ visitId }) => visitId === visit.id);
  for (const { id, text } of remarks) if (text.trim() === '') await edit.remove('remark', id);
  return remarks.filter(({ text }) => text.trim() !== '');
}

async function endReview(edit: Edit, visit: Row<'visit'>, result: 'accepted' | 'returned', decidedOn: string): Done {
  const begun = (await edit.all('review', visit.scope)).find(
    (review) => review.visitId === visit.id && review.result === null,
  );
  return begun ? edit.set('review', begun.id, { result, decidedOn }) : ok(null);
}
