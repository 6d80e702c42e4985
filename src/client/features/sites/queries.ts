import { PROJECT_DEFAULTS, PROJECT_ID, type Project } from '#domain/project.ts';
import type { Rows } from '#client/db/device.ts';
import type { RowSync, Seen } from '#client/db/view.ts';

/** An entity in the list, with what its visits say. Days: YYYY-MM-DD. */
export interface SiteEntry {
  site: Seen<'site'>;
  /** Day of the latest visit that took place, or null. */
  lastVisit: string | null;
  /** True when another entity on this device has the same code. */
  sameCode: boolean;
}

/** An entity and what this device knows about it. */
export interface SiteDetail extends SiteEntry {
  /** Codes of the experts who led or co-signed visits here, and of the expert who looks. */
  experts: string[];
}

/** The pilot's settings as they hold now; `sync` is null while nobody changed the defaults. */
export type ProjectSettings = Project & { sync: RowSync | null };

/** All entities this device holds, by code. */
export async function sitesOf(rows: Rows): Promise<SiteEntry[]> {
  const sites = await rows.all('site');
  const last = new Map<string, string>();
  for (const visit of await rows.all('visit')) {
    if (tookPlace(visit) && visit.day > (last.get(visit.scope) ?? '')) last.set(visit.scope, visit.day);
  }
  const count = new Map<string, number>();
  for (const { code } of sites) count.set(code, (count.get(code) ?? 0) + 1);
  return sites
    .map((site) => ({ site, lastVisit: last.get(site.id) ?? null, sameCode: (count.get(site.code) ?? 0) > 1 }))
    .sort((a, b) => (a.site.code < b.site.code ? -1 : a.site.code > b.site.code ? 1 : a.site.id < b.site.id ? -1 : 1));
}

/** One entity, or null when this device does not hold it. `me` is the account that looks. */
export async function siteDetail(rows: Rows, id: string, me = ''): Promise<SiteDetail | null> {
  const site = await rows.one('site', id);
  if (!site) return null;
  const visits = await rows.all('visit', id);
  const accounts = new Set(visits.flatMap(({ lead, cosignedBy }) => [lead, cosignedBy ?? '']));
  const people = await rows.all('person');
  const lastVisit = visits.filter(tookPlace).reduce((latest, { day }) => (day > latest ? day : latest), '');
  const same = (await rows.all('site')).some((other) => other.id !== id && other.code === site.code);
  return {
    site,
    lastVisit: lastVisit || null,
    sameCode: same,
    experts: people
      .filter((person) => person.role === 'expert' && (accounts.has(person.id) || person.id === me))
      .map((person) => person.code)
      .sort(),
  };
}

/** The pilot's settings: the row when there is one, else PROJECT_DEFAULTS. */
export async function project(rows: Rows): Promise<ProjectSettings> {
  const row = await rows.one('project', PROJECT_ID);
  return row ?? { ...PROJECT_DEFAULTS, sync: null };
}

function tookPlace({ status }: Seen<'visit'>): boolean {
  return status !== 'planned' && status !== 'cancelled';
}
