import { checklistsOnOffer } from '#domain/content/content.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** A run as screens see it. */
export type SeenRun = Seen<'run'>;

/** The three spheres of the model. Source: domain.md A. */
export type SphereNumber = 1 | 2 | 3;
export const SPHERE_NUMBERS: readonly SphereNumber[] = [1, 2, 3];

/** The template of a sphere. */
export function sphereTemplate(sphere: SphereNumber): string {
  return `sphere-${sphere}`;
}

/** The sphere a template belongs to, or null for the others. */
export function sphereOf(templateId: string): SphereNumber | null {
  return SPHERE_NUMBERS.find((sphere) => sphereTemplate(sphere) === templateId) ?? null;
}

/** True when any item holds a rating. */
export function begun(run: Pick<SeenRun, 'ratings'>): boolean {
  return Object.values(run.ratings).some((rating) => rating !== null);
}

/** Newest first; runs of one day by id, which is the same order on every phone. */
function newestFirst(a: SeenRun, b: SeenRun): number {
  return a.day === b.day ? (a.id < b.id ? 1 : -1) : a.day < b.day ? 1 : -1;
}

/** Where a template stands in every list: the spheres first, then as the content lists them. */
function placeOf(templateId: string): number {
  return sphereOf(templateId) ?? 10 + checklistsOnOffer().findIndex(({ id }) => id === templateId);
}

/** The runs of a visit, spheres first; empty when the visit is unknown. */
export async function runsOfVisit(rows: Rows, visitId: string): Promise<SeenRun[]> {
  const visit = await rows.one('visit', visitId);
  if (!visit) return [];
  const runs = await rows.all('run', visit.scope);
  return runs
    .filter((run) => run.visitId === visitId)
    .sort((a, b) => placeOf(a.templateId) - placeOf(b.templateId) || newestFirst(a, b));
}

/** All runs of an entity, newest first. */
export async function runsOfSite(rows: Rows, scope: string): Promise<SeenRun[]> {
  return (await rows.all('run', scope)).sort(newestFirst);
}

/** The runs of one template. */
export interface RunGroup {
  templateId: string;
  /** Newest first, never empty. */
  runs: SeenRun[];
}

/** The runs by template, spheres first. */
export function byTemplate(runs: readonly SeenRun[]): RunGroup[] {
  const groups = new Map<string, SeenRun[]>();
  for (const run of runs) groups.set(run.templateId, [...(groups.get(run.templateId) ?? []), run]);
  return [...groups]
    .map(([templateId, own]) => ({ templateId, runs: own }))
    .sort((a, b) => placeOf(a.templateId) - placeOf(b.templateId));
}

/** Everything the screen of one run shows. */
export interface RunDetail {
  run: SeenRun;
  site: Seen<'site'> | null;
  visit: Seen<'visit'> | null;
  /** The latest run of the same template on this entity with an earlier day, or null for the first. */
  previous: SeenRun | null;
}

/** An item of a run, for what other parts of the app show beside it. */
export interface BesideItem {
  visitId: string | null;
  itemId: string;
  /** What the item asks, in the language of the screen. */
  text: string;
  /** Place in the checklist, from 1. */
  number: number;
  /** The hand is at it, or was. */
  offered: boolean;
  readonly: boolean;
}

/** One run with what it hangs on and what it is compared with; null when it is not on this phone. */
export async function runDetail(rows: Rows, runId: string): Promise<RunDetail | null> {
  const run = await rows.one('run', runId);
  if (!run) return null;
  const site = await rows.one('site', run.scope);
  const visit = run.visitId === null ? null : await rows.one('visit', run.visitId);
  const before = (await runsOfSite(rows, run.scope)).filter(
    (one) => one.templateId === run.templateId && one.day < run.day && begun(one),
  );
  return { run, site, visit, previous: before[0] ?? null };
}

/** The rated runs of one sphere. */
export interface SphereRuns {
  sphere: SphereNumber;
  /** Newest first. */
  runs: SeenRun[];
}

function bySphere(runs: readonly SeenRun[], cancelled: ReadonlySet<string>): SphereRuns[] {
  const counted = runs.filter((run) => begun(run) && (run.visitId === null || !cancelled.has(run.visitId)));
  return SPHERE_NUMBERS.map((sphere) => ({
    sphere,
    runs: counted.filter((run) => run.templateId === sphereTemplate(sphere)).sort(newestFirst),
  }));
}

async function cancelledVisits(rows: Rows, scope?: string): Promise<Set<string>> {
  const visits = await rows.all('visit', scope);
  return new Set(visits.filter(({ status }) => status === 'cancelled').map(({ id }) => id));
}

/** The rated runs of the three spheres of an entity: what readiness over time is drawn from. Cancelled visits do not count. */
export async function readinessOf(rows: Rows, scope: string): Promise<SphereRuns[]> {
  return bySphere(await rows.all('run', scope), await cancelledVisits(rows, scope));
}

/** One line of the heat map. */
export interface SiteRuns {
  site: Seen<'site'>;
  spheres: SphereRuns[];
}

/** The rated runs of the spheres of every entity on this phone, entities by name. */
export async function readinessOfAll(rows: Rows): Promise<SiteRuns[]> {
  const sites = await rows.all('site');
  const cancelled = await cancelledVisits(rows);
  const runs = new Map<string, SeenRun[]>();
  for (const run of await rows.all('run')) {
    const own = runs.get(run.scope);
    if (own) own.push(run);
    else runs.set(run.scope, [run]);
  }
  return sites
    .sort((a, b) => a.name.localeCompare(b.name, 'pl'))
    .map((site) => ({ site, spheres: bySphere(runs.get(site.id) ?? [], cancelled) }));
}
