import { itemsFor, type EntityKind, type Rating, type Ratings } from '#domain/checklist.ts';
import { loadChecklist } from '#domain/content/content.ts';
import { legalStateOn, PROJECT_DEFAULTS, PROJECT_ID } from '#domain/project.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { SOURCES } from '#domain/run.ts';
import { commit, type Edit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';
import { ratingsOf } from './scores.ts';

/** What a command on a run may answer besides success; `RunRated` asks the person before ratings are thrown away. */
export type RunError =
  EditError | { type: 'RunRated'; rated: number; files: number } | { type: 'Quota' } | { type: 'StorageBroken' };

/** Where and with which template a run starts. */
export interface RunStart {
  /** The entity. */
  scope: string;
  /** The visit during which it is filled, or null outside a visit. */
  visitId: string | null;
  templateId: string;
  templateVersion: string;
  /** Day of the visit, or today outside a visit. */
  day: string;
}

/** Where an answer comes from. Source: domain `SOURCES`. */
export type Source = (typeof SOURCES)[number];

/**
 * Starts a run and gives its id; an unfinished run of the same template in the same visit (outside a visit: of the same
 * day) is continued instead. The id follows from visit and template, so that two experts who start the same checklist
 * without network fill one record and not two.
 */
export async function startRun(device: Device, start: RunStart): Promise<Result<string, RunError>> {
  const { scope, visitId, templateId, templateVersion, day } = start;
  const open = await unratedTest(templateId, templateVersion);
  return commit<string, RunError>(device, async (edit) => {
    const site = await edit.one('site', scope);
    const runs = await edit.all('run', scope);
    const begun = runs.find(
      (run) =>
        run.templateId === templateId &&
        run.visitId === visitId &&
        (visitId !== null || run.day === day) &&
        open(ratingsOf(run), site?.kind ?? null),
    );
    if (begun) return ok(begun.id);
    const id = await freeId(edit, [visitId ?? `${scope} ${day}`, templateId, templateVersion].join(' '));
    const row = {
      visitId,
      templateId,
      templateVersion,
      day,
      legalStateDate: legalStateOn(day, (await edit.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS),
      ratings: {},
      reasons: {},
      sources: {},
    };
    return edit.create('run', scope, row, id);
  });
}

/** Rates one item; `null` takes the rating back. The reason and the sources stay. */
export function rate(
  device: Device,
  runId: string,
  itemId: string,
  rating: Rating | null,
): Promise<Result<null, RunError>> {
  return commit<null, RunError>(device, (edit) => edit.set('run', runId, { [`ratings.${itemId}`]: rating }));
}

/** Writes the reason of a rating. Screens write the same field while it is typed (`reasons.<item>`). */
export function setReason(
  device: Device,
  runId: string,
  itemId: string,
  text: string,
): Promise<Result<null, RunError>> {
  return commit<null, RunError>(device, (edit) => edit.set('run', runId, { [`reasons.${itemId}`]: text }));
}

/** Adds the source to an item's answer, or takes it away when it is there. */
export function toggleSource(
  device: Device,
  runId: string,
  itemId: string,
  source: Source,
): Promise<Result<null, RunError>> {
  return commit<null, RunError>(device, async (edit) => {
    const run = await edit.one('run', runId);
    if (!run) return err({ type: 'NotFound' });
    const had = run.sources[itemId] ?? [];
    const known = SOURCES.filter((one) => (one === source) !== had.includes(one));
    const foreign = had.filter((one) => !SOURCES.some((known) => known === one));
    return edit.set('run', runId, { [`sources.${itemId}`]: [...known, ...foreign] });
  });
}

/**
 * Removes a run. One that holds ratings is removed only when the person is `sure`; otherwise `RunRated` asks. Files of its
 * items stay with the visit; outside a visit they go with the run.
 */
export function removeRun(device: Device, runId: string, { sure = false } = {}): Promise<Result<null, RunError>> {
  return commit<null, RunError>(device, async (edit) => {
    const run = await edit.one('run', runId);
    if (!run) return err({ type: 'NotFound' });
    const rated = Object.values(run.ratings).filter((rating) => rating !== null).length;
    const own = (await edit.all('photo', run.scope)).filter((file) => file.runId === runId && file.visitId === null);
    if (rated + own.length > 0 && !sure) return err({ type: 'RunRated', rated, files: own.length });
    for (const photo of own) {
      const gone = await edit.remove('photo', photo.id);
      if (!gone.ok) return gone;
    }
    return edit.remove('run', runId);
  });
}

/** Tells whether a run has items without a rating; a template this app does not hold counts as unfinished. */
async function unratedTest(
  id: string,
  version: string,
): Promise<(ratings: Ratings, kind: EntityKind | null) => boolean> {
  const template = await loadChecklist(id, version).catch(() => null);
  return (ratings, kind) => template === null || itemsFor(template, kind).some((item) => !ratings[item.id]);
}

/** The first id that follows from the words and was never used on this phone: a removed run does not come back to life. */
async function freeId(edit: Edit, words: string): Promise<string> {
  for (let n = 1; ; n++) {
    const id = idOf(`${words} ${n}`);
    if (!(await edit.tx.record(id)) && (await edit.tx.queue({ id })).length === 0) return id;
  }
}

/** A UUID that follows from a text: equal on every phone. Form: version 8 (RFC 9562, 5.8). */
function idOf(text: string): string {
  const words = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f].map((seed, w) => {
    let a = seed;
    for (let i = 0; i < text.length; i++) {
      a = Math.imul(a ^ (text.charCodeAt(i) + w), 0x01000193);
      a ^= a >>> 15;
    }
    a = Math.imul(a ^ (a >>> 16), 0x7feb352d);
    a = Math.imul(a ^ (a >>> 15), 0x846ca68b);
    return ((a ^ (a >>> 16)) >>> 0).toString(16).padStart(8, '0');
  });
  const hex = words.join('');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)];
  return parts.join('-');
}
