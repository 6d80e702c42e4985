import { clockAt, dayAt } from '#domain/day.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import type { VisitState } from '#domain/visit.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import { contentOf } from './report.ts';
import { goneIfBlank, inVisit, makeVisit, movedTo, taken, type VisitPlan } from './records.ts';

/** What a command answers: the value, or an error whose `type` has words in i18n. */
export type Done<T = null> = Promise<Result<T, EditError>>;

/** Fields of a visit that are written directly; its state moves by the steps below. */
export type VisitPatch = Partial<
  Pick<Row<'visit'>, 'day' | 'start' | 'end' | 'mode' | 'type' | 'aim' | 'comment' | 'remark'>
>;

/** What a note begins with; it may be written afterwards. */
export type NoteStart = Pick<Row<'note'>, 'kind' | 'sphere'> & Partial<Pick<Row<'note'>, 'product' | 'text'>>;
export type NotePatch = Partial<Pick<Row<'note'>, 'kind' | 'sphere' | 'product' | 'text'>>;
export type ActionPatch = Partial<Pick<Row<'action'>, 'text' | 'owner' | 'due'>>;

/** Adds a planned visit led by the one who plans it; gives its id. NotFound when the entity is not on this phone. */
export function planVisit(device: Device, plan: VisitPlan): Done<string> {
  return commit(device, (edit) => makeVisit(edit, device.me.account, plan, 'planned'));
}

/**
 * Starts a visit at the entity now, without a plan; gives its id. A visit of the same lead that is in progress there
 * today is given back instead, unless another aim was given: a second tap makes no second visit.
 */
export function beginVisit(
  device: Device,
  siteId: string,
  { mode = 'onsite', type = 'working', aim = '' }: Partial<Pick<Row<'visit'>, 'mode' | 'type' | 'aim'>> = {},
): Done<string> {
  const [day, start] = [dayAt(device.now()), clockAt(device.now())];
  return commit(device, async (edit) => {
    const running = (await edit.all('visit', siteId)).find(
      (visit) => visit.status === 'in-progress' && visit.day === day && visit.lead === device.me.account,
    );
    if (running && (aim === '' || aim === running.aim)) return ok(running.id);
    return makeVisit(edit, device.me.account, { siteId, day, mode, type, aim, start }, 'in-progress');
  });
}

/**
 * Planned → in progress. The hour becomes now when none was agreed or the agreed one is still ahead; a visit planned
 * for a later day moves to today.
 */
export function startVisit(device: Device, visitId: string): Done {
  const [today, clock] = [dayAt(device.now()), clockAt(device.now())];
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const early = visit.day > today;
    const ahead = visit.day === today && visit.start !== null && visit.start > clock;
    const moved = early ? await movedTo(edit, visit, today) : {};
    const start = visit.start === null || early || ahead ? clock : visit.start;
    const end = visit.end !== null && visit.end < start ? null : visit.end;
    return edit.set('visit', visitId, { ...moved, start, end, status: 'in-progress' });
  });
}

/**
 * In progress → draft. The hour of the end becomes now, if none was given; it stays empty when now cannot be that hour
 * (another day, or before the start).
 */
export function endVisit(device: Device, visitId: string): Done {
  const [today, clock] = [dayAt(device.now()), clockAt(device.now())];
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const possible = visit.day === today && (visit.start === null || visit.start <= clock);
    return edit.set('visit', visitId, { status: 'draft', end: visit.end ?? (possible ? clock : null) });
  });
}

/** One step back to writing: draft → in progress, co-signed or returned → draft, cancelled → planned. */
export function reopenVisit(device: Device, visitId: string): Done {
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    switch (visit.status) {
      case 'draft':
        return edit.set('visit', visitId, { status: 'in-progress', end: null });
      case 'cancelled':
        return edit.set('visit', visitId, { status: 'planned' });
      default:
        return edit.set('visit', visitId, { status: 'draft', cosignedBy: null });
    }
  });
}

/**
 * Draft → co-signed by the other expert of the pair, over what stands on this device; the lead gets VisitCosign.
 * VisitUnsettled while two versions of something wait for a choice: a differing rating stands until both agree.
 */
export function cosignVisit(device: Device, visitId: string): Done {
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const { seal, unsettled } = await contentOf(edit, visit);
    if (unsettled.length > 0) return err({ type: 'VisitUnsettled' });
    return edit.set('visit', visitId, { status: 'cosigned', cosignedBy: device.me.account, agreed: seal });
  });
}

/**
 * Co-signed → submitted: from here on the report is frozen. VisitChanged when it does not say any more what the other expert
 * read: the pair agrees again first. The day of the first submission stays.
 */
export function submitVisit(device: Device, visitId: string): Done {
  const today = dayAt(device.now());
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const { seal, unsettled } = await contentOf(edit, visit);
    if (visit.status === 'cosigned' && visit.agreed !== undefined && (visit.agreed !== seal || unsettled.length > 0)) {
      return err({ type: 'VisitChanged' });
    }
    return edit.set('visit', visitId, { status: 'submitted', submittedOn: visit.submittedOn ?? today });
  });
}

/** Planned or in progress → cancelled; `reopenVisit` takes it back to planned. */
export function cancelVisit(device: Device, visitId: string): Done {
  return step(device, visitId, 'cancelled');
}

/** Changes fields of a visit. A new day brings a new code, because the code names the day. */
export function setVisit(device: Device, visitId: string, patch: VisitPatch): Done {
  return commit(device, async (edit) => {
    const visit = await edit.one('visit', visitId);
    if (!visit) return err({ type: 'NotFound' });
    const { day } = patch;
    const moved = day !== undefined && day !== visit.day ? await movedTo(edit, visit, day) : {};
    return edit.set('visit', visitId, { ...patch, ...moved });
  });
}

/** Notes when the purpose and voluntariness were explained, or takes the tick back. Source: domain.md D2. */
export function tickInformed(device: Device, visitId: string, on: boolean): Done {
  return commit(device, (edit) =>
    edit.set('visit', visitId, { informedAt: on ? new Date(device.now()).toISOString() : null }),
  );
}

/** Adds a note to a visit; gives its id. NotFound, or VisitLocked under review. */
export function addNote(
  device: Device,
  visitId: string,
  { kind, sphere, product = null, text = '' }: NoteStart,
): Done<string> {
  return commit(device, (edit) =>
    inVisit(edit, visitId, (scope) => edit.create('note', scope, { visitId, kind, sphere, product, text })),
  );
}

export function setNote(device: Device, noteId: string, patch: NotePatch): Done {
  return commit(device, (edit) => edit.set('note', noteId, patch));
}

/** Removes a note and gives what it said, for `addNote` to bring it back. */
export function removeNote(device: Device, noteId: string): Done<Row<'note'>> {
  return commit(device, (edit) => taken(edit, 'note', noteId));
}

/** Removes a note that was never filled; a written one stays. Gives true when it went. */
export function leaveNote(device: Device, noteId: string): Done<boolean> {
  return commit(device, (edit) => goneIfBlank(edit, 'note', noteId));
}

/** Adds people present by function; a function that is there already grows by the count. Gives the record's id. */
export function addAttendee(
  device: Device,
  visitId: string,
  { function: name, count = 1 }: { function: string; count?: number },
): Done<string> {
  const called = name.trim();
  return commit(device, (edit) =>
    inVisit(edit, visitId, async (scope) => {
      const same = (await edit.all('attendee', scope)).find(
        (one) => one.visitId === visitId && one.function.toLocaleLowerCase('pl') === called.toLocaleLowerCase('pl'),
      );
      if (!same) return edit.create('attendee', scope, { visitId, function: called, count });
      const done = await edit.set('attendee', same.id, { count: same.count + count });
      return done.ok ? ok(same.id) : done;
    }),
  );
}

/** Sets how many with this function were present. Unit: people, at least 1. */
export function setAttendee(
  device: Device,
  attendeeId: string,
  patch: Partial<Pick<Row<'attendee'>, 'function' | 'count'>>,
): Done {
  return commit(device, (edit) => edit.set('attendee', attendeeId, patch));
}

/** Removes people present and gives who they were, for `addAttendee` to bring them back. */
export function removeAttendee(device: Device, attendeeId: string): Done<Row<'attendee'>> {
  return commit(device, (edit) => taken(edit, 'attendee', attendeeId));
}

/** Adds what was agreed: who does what until when. Gives its id; the text may be written afterwards. */
export function addAction(
  device: Device,
  visitId: string,
  { text = '', owner = '', due = null }: ActionPatch,
): Done<string> {
  return commit(device, (edit) =>
    inVisit(edit, visitId, (scope) =>
      edit.create('action', scope, { visitId, text, owner, due, state: 'open', closedOn: null }),
    ),
  );
}

export function setAction(device: Device, actionId: string, patch: ActionPatch): Done {
  return commit(device, (edit) => edit.set('action', actionId, patch));
}

/**
 * Closes an action on this day, as done or as dropped, with a word on what came of it; possible also when its visit is frozen.
 * Form of `today`: YYYY-MM-DD.
 */
export function closeAction(
  device: Device,
  actionId: string,
  today: string,
  state: 'done' | 'dropped' = 'done',
  outcome?: string,
): Done {
  return commit(device, (edit) =>
    edit.set('action', actionId, { state, closedOn: today, ...(outcome !== undefined && { outcome: outcome.trim() }) }),
  );
}

/** Takes an open action of an earlier visit over into this one, with a new due day; the old one closes as carried. */
export function carryAction(device: Device, actionId: string, visitId: string, due: string | null): Done<string> {
  const today = dayAt(device.now());
  return commit(device, async (edit) => {
    const action = await edit.one('action', actionId);
    if (!action || action.state !== 'open') return err({ type: 'NotFound' });
    const { text, owner } = action;
    const made = await inVisit(edit, visitId, (scope) =>
      edit.create('action', scope, { visitId, text, owner, due, state: 'open', closedOn: null, from: actionId }),
    );
    if (!made.ok) return made;
    const closed = await edit.set('action', actionId, { state: 'carried', closedOn: today });
    return closed.ok ? made : closed;
  });
}

export function reopenAction(device: Device, actionId: string): Done {
  return commit(device, (edit) => edit.set('action', actionId, { state: 'open', closedOn: null }));
}

/** Removes an action and gives what it said, for `addAction` to bring it back. */
export function removeAction(device: Device, actionId: string): Done<Row<'action'>> {
  return commit(device, (edit) => taken(edit, 'action', actionId));
}

/** Removes an action that was never filled; a written one stays. Gives true when it went. */
export function leaveAction(device: Device, actionId: string): Done<boolean> {
  return commit(device, (edit) => goneIfBlank(edit, 'action', actionId));
}

function step(device: Device, visitId: string, to: VisitState, more: Partial<Row<'visit'>> = {}): Done {
  return commit(device, (edit) => edit.set('visit', visitId, { ...more, status: to }));
}
