import { dayAt } from '#domain/day.ts';
import { type ASSESSMENTS, type Evidence, type Method } from '#domain/ledger.ts';
import { err, ok, type Result } from '#domain/result.ts';
import type { Row } from '#domain/tables.ts';
import { commit, type Edit, type Patch } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import type { ParticipantError } from './commands.ts';

type Done<T> = Promise<Result<T, ParticipantError>>;

/** Assesses an outcome in the signed-in person's name; `null` takes the assessment back. Errors: `NotFound`, `Forbidden`. */
export function assess(
  device: Device,
  enrolmentId: string,
  outcomeId: string,
  result: (typeof ASSESSMENTS)[number] | null,
): Done<null> {
  const at = new Date(device.now()).toISOString();
  const said = result === null ? null : { result, by: device.me.account, at };
  return set(device, enrolmentId, { [`results.${outcomeId}`]: said });
}

/**
 * Confirms an assessment as the second person, or sends it back with a reason. `of` is the assessment as it was read: one made since
 * is not meant. Errors: `VerifyOwn`, `VerifyNothing` (nothing stands as achieved), `VerifyReason`, `AssessedAnew`.
 */
export function verify(
  device: Device,
  enrolmentId: string,
  outcomeId: string,
  of: { by: string; at: string },
  verdict: { confirmed: true } | { confirmed: false; reason: string },
): Done<null> {
  return commit(device, async (edit) => {
    const row = await edit.one('enrolment', enrolmentId);
    if (!row) return err({ type: 'NotFound' });
    const said = row.results[outcomeId];
    if (said?.by !== of.by || said.at !== of.at) return err({ type: 'AssessedAnew' });
    const value = {
      verdict: verdict.confirmed ? ('confirmed' as const) : ('returned' as const),
      by: device.me.account,
      at: new Date(device.now()).toISOString(),
      of: { by: of.by, at: of.at },
      reason: verdict.confirmed ? '' : verdict.reason.trim(),
    };
    return edit.set('enrolment', enrolmentId, { [`verified.${outcomeId}`]: value });
  });
}

/** Takes the second person's word back. */
export function unverify(device: Device, enrolmentId: string, outcomeId: string): Done<null> {
  return set(device, enrolmentId, { [`verified.${outcomeId}`]: null });
}

/** Adds a piece of evidence of today and gives its id; the note is written afterwards unless it is given. */
export function addEvidence(
  device: Device,
  enrolmentId: string,
  outcomeId: string,
  { method, note = '' }: { method: Method; note?: string },
): Done<string> {
  return commit(device, async (edit) => {
    const row = await edit.one('enrolment', enrolmentId);
    if (!row) return err({ type: 'NotFound' });
    return edit.create('evidence', row.scope, {
      enrolmentId,
      outcomeId,
      day: dayAt(device.now()),
      method,
      note,
    });
  });
}

/** Changes a piece of evidence. Error: `OutcomeVerified` once the outcome is verified. */
export function setEvidence(
  device: Device,
  id: string,
  patch: Partial<Pick<Evidence, 'day' | 'method' | 'note'>>,
): Done<null> {
  return commit(device, (edit) => edit.set('evidence', id, patch));
}

/** Removes a piece of evidence and gives what it said, for `restoreEvidence`. */
export function removeEvidence(device: Device, id: string): Done<Row<'evidence'>> {
  return commit(device, async (edit: Edit) => {
    const row = await edit.one('evidence', id);
    if (!row) return err({ type: 'NotFound' });
    const done = await edit.remove('evidence', id);
    if (!done.ok) return done;
    const { sync: _, ...kept } = row;
    return ok(kept);
  });
}

/** Undoes `removeEvidence`: the same words under a new id, which it gives. */
export function restoreEvidence(device: Device, { id: _, scope, ...kept }: Row<'evidence'>): Done<string> {
  return commit(device, (edit) => edit.create('evidence', scope, kept));
}

/** The day of an instant in the pilot's calendar. Form: YYYY-MM-DD. */
export function dayOf(at: string): string {
  return dayAt(Date.parse(at));
}

/** The evidence of one outcome, newest first. */
export function evidenceFor(evidence: readonly Seen<'evidence'>[], outcomeId: string): Seen<'evidence'>[] {
  return evidence
    .filter((one) => one.outcomeId === outcomeId)
    .sort((a, b) => (a.day === b.day ? b.id.localeCompare(a.id) : b.day.localeCompare(a.day)));
}

function set(device: Device, enrolmentId: string, patch: Patch<'enrolment'>): Done<null> {
  return commit(device, (edit) => edit.set('enrolment', enrolmentId, patch));
}
