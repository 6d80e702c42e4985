import { itemsFor, scoreOf, type Score } from '#domain/checklist.ts';
import { obstacles, type Confirmation, type ConfirmationError } from '#domain/confirmation.ts';
import { loadChecklist } from '#domain/content/content.ts';
import { PROJECT_ID, readinessThreshold } from '#domain/project.ts';
import { err, type Result } from '#domain/result.ts';
import { commit, type EditError } from '#client/db/commit.ts';
import { read, type Device, type Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { ratingsOf } from './scores.ts';

/** Why a confirmation was not issued or withdrawn. */
export type ConfirmError = EditError | ConfirmationError | { type: 'Quota' } | { type: 'StorageBroken' };

/** What a person writes into a confirmation. */
export type ConfirmationInput = Pick<Confirmation, 'service' | 'place' | 'validTo' | 'confirmers'>;

/**
 * Confirms readiness on the run as it stands at this moment and gives the confirmation's id; everything it rests on is read in the
 * same transaction. Form of `day`: YYYY-MM-DD.
 */
export async function confirmReadiness(
  device: Device,
  runId: string,
  day: string,
  input: ConfirmationInput,
): Promise<Result<string, ConfirmError>> {
  const found = await read(device, (rows) => rows.one('run', runId));
  const template = found && (await loadChecklist(found.templateId, found.templateVersion).catch(() => null));
  if (!template) return err({ type: 'NotFound' });
  return commit<string, ConfirmError>(device, async (edit) => {
    const run = await edit.one('run', runId);
    const site = run && (await edit.one('site', run.scope));
    if (!run || !site) return err({ type: 'NotFound' });
    const threshold = await thresholdNow(edit);
    const score = scoreOf(itemsFor(template, site.kind), ratingsOf(run));
    const [first] = obstacles(score, site, threshold, day);
    if (first) return err(first);
    return edit.create('confirmation', run.scope, {
      runId,
      templateId: run.templateId,
      templateVersion: run.templateVersion,
      ...input,
      score: score.score ?? 0,
      threshold,
      registerNumber: site.registerNumber,
      registerValidTo: site.registerValidTo,
      issuedOn: day,
      withdrawnOn: null,
      withdrawnReason: '',
    });
  });
}

/** Withdraws a confirmation for a reason that everyone sees; it stays in the history. */
export function withdrawConfirmation(
  device: Device,
  id: string,
  day: string,
  reason: string,
): Promise<Result<null, ConfirmError>> {
  const patch = { withdrawnOn: day, withdrawnReason: reason.trim() };
  return commit<null, ConfirmError>(device, (edit) => edit.set('confirmation', id, patch));
}

/** What the screen of confirmations needs besides the runs. */
export interface SiteConfirmations {
  site: Seen<'site'> | null;
  threshold: number;
  /** Newest first. */
  list: Seen<'confirmation'>[];
}

/** The confirmations of an entity, the newest first. */
export async function confirmationsOf(rows: Rows, scope: string): Promise<SiteConfirmations> {
  const list = await rows.all('confirmation', scope);
  list.sort((a, b) => b.issuedOn.localeCompare(a.issuedOn) || (a.id < b.id ? 1 : -1));
  return { site: await rows.one('site', scope), threshold: await thresholdNow(rows), list };
}

/** The lowest score that confirms, 0–1, as the project sets it. */
export async function thresholdNow(rows: Pick<Rows, 'one'>): Promise<number> {
  return readinessThreshold(await rows.one('project', PROJECT_ID));
}

/** A sphere that may be confirmed, or what stands in the way. */
export type Candidate = { runId: string; templateId: string; score: Score; obstacles: ConfirmationError[] };
