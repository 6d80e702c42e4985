import { dayAt } from '#domain/day.ts';
import type { Rating } from '#domain/checklist.ts';
import { checklistIds } from '#domain/content/content.ts';
import type { RemarkPlace } from '#domain/remark.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { REVIEW_TEMPLATE } from '#domain/review.ts';
import type { Row } from '#domain/tables.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

/** What a command answers: the value, or an error whose `type` has words in i18n. */
export type Done<T = null> = Promise<Result<T, EditError>>;

/** The place of a report that a remark is pinned to, and what stands there now. */
export interface Pin {
  on: RemarkPlace;
  ref: string | null;
  item: string | null;
  quote: string;
}

/** Longest quote kept with a remark. Unit: characters. */
const QUOTE = 2000;

/** Pins a remark to a place of a submitted report; gives its id, its text is written afterwards. RemarkPlace when it is not under review. */
export function addRemark(device: Device, visitId: string, pin: Pin, text = ''): Done<string> {
  const askedOn = dayAt(device.now());
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    return edit.create('remark', visit.scope, {
      visitId,
      on: pin.on,
      ref: pin.ref,
      item: pin.item,
      quote: pin.quote.slice(0, QUOTE),
      text,
      answer: '',
      state: 'open',
      askedOn,
      answeredBy: null,
      answeredOn: null,
      closedOn: null,
    });
  });
}

/** Removes a remark and gives what it said, for `addRemark` to bring it back. Only while the report is under review. */
export function removeRemark(device: Device, remarkId: string): Done<Row<'remark'>> {
  return commit(device, async (edit) => {
    const remark = await edit.one('remark', remarkId);
    if (!remark) return err({ type: 'NotFound' });
    const done = await edit.remove('remark', remarkId);
    return done.ok ? ok(remark) : done;
  });
}

/** Removes a remark that was never filled; a written one stays. Gives true when it went. */
export function leaveRemark(device: Device, remarkId: string): Done<boolean> {
  return commit(device, async (edit) => {
    const remark = await edit.one('remark', remarkId);
    const draft = await edit.tx.draft(`remark/${remarkId}/text`);
    if (!remark || remark.text.trim() !== '' || (draft?.value.trim() ?? '') !== '') return ok(false);
    const done = await edit.remove('remark', remarkId);
    return done.ok ? ok(true) : done;
  });
}

/** Open → answered, in the name of the one who answers. RemarkAnswer without a word, RemarkClosed when it was closed meanwhile. */
export function answerRemark(device: Device, remarkId: string, answer: string): Done {
  const answeredOn = dayAt(device.now());
  const { account } = device.me;
  return commit(device, (edit) =>
    edit.set('remark', remarkId, { answer: answer.trim(), state: 'answered', answeredBy: account, answeredOn }),
  );
}

/** Answered → open: the expert takes the answer back to change it, or the quality specialist asks on. The words stay. */
export function reopenRemark(device: Device, remarkId: string): Done {
  return commit(device, async (edit) => {
    const remark = await edit.one('remark', remarkId);
    if (!remark) return err({ type: 'NotFound' });
    return edit.set('remark', remarkId, { state: 'open', ...(remark.closedOn !== null && { closedOn: null }) });
  });
}

/** Answered, or not worth an answer any more → closed; it stays as a line of history. */
export function closeRemark(device: Device, remarkId: string): Done {
  const closedOn = dayAt(device.now());
  return commit(device, (edit) => edit.set('remark', remarkId, { state: 'closed', closedOn }));
}

/** Rates one item of `expert-work-quality` on a submitted report; the first tap begins the review. `null` takes a rating back. */
export function rateReport(device: Device, visitId: string, itemId: string, rating: Rating | null): Done<string> {
  const startedOn = dayAt(device.now());
  const templateVersion = checklistIds.find(({ id }) => id === REVIEW_TEMPLATE)?.version ?? '';
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const begun = (await edit.all('review', visit.scope)).find(
      (review) => review.visitId === visitId && review.result === null,
    );
    if (begun) {
      const done = await edit.set('review', begun.id, { [`ratings.${itemId}`]: rating });
      return done.ok ? ok(begun.id) : done;
    }
    return edit.create('review', visit.scope, {
      visitId,
      templateVersion,
      startedOn,
      ratings: { [itemId]: rating },
      reasons: {},
      result: null,
      decidedOn: null,
    });
  });
}

/** What a corrective action begins with. */
export type CorrectionStart = Pick<Row<'correction'>, 'text' | 'owner' | 'due'>;

/** Opens a corrective action on a report; gives its id. Invalid (`text`) without words. */
export function addCorrection(device: Device, visitId: string, { text, owner, due }: CorrectionStart): Done<string> {
  if (text.trim() === '') return Promise.resolve(err({ type: 'Invalid', path: 'text' }));
  const openedOn = dayAt(device.now());
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    return edit.create('correction', visit.scope, {
      visitId,
      text: text.trim(),
      owner,
      due,
      openedOn,
      state: 'open',
      outcome: '',
      closedOn: null,
    });
  });
}

/** Closes a corrective action with a word on what was done. CorrectionOwner when an expert closes another's. */
export function closeCorrection(device: Device, id: string, outcome: string, state: 'done' | 'dropped' = 'done'): Done {
  const closedOn = dayAt(device.now());
  return commit(device, (edit) => edit.set('correction', id, { state, outcome: outcome.trim(), closedOn }));
}

/** Opens a closed corrective action again; its words stay. */
export function reopenCorrection(device: Device, id: string): Done {
  return commit(device, (edit) => edit.set('correction', id, { state: 'open', closedOn: null }));
}
