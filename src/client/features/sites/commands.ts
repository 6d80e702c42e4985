import { isTeryt } from '#domain/place.ts';
import { PROJECT_DEFAULTS, PROJECT_ID, type Project } from '#domain/project.ts';
import { err, ok, type Result } from '#domain/result.ts';
import { siteNumber, type Site } from '#domain/site.ts';
import { PROGRAM } from '#domain/tables.ts';
import { commit, type Edit, type EditError } from '#client/db/commit.ts';
import type { Device } from '#client/db/device.ts';

/** Everything a person may write about an entity. */
export type SiteFields = Pick<
  Site,
  | 'code'
  | 'name'
  | 'kind'
  | 'organiser'
  | 'status'
  | 'teryt'
  | 'registerNumber'
  | 'registerValidTo'
  | 'capacity'
  | 'contact'
  | 'surroundings'
>;

/** What an entity is opened with; the rest may follow later, field by field. */
export type NewSite = Pick<SiteFields, 'name' | 'kind' | 'organiser' | 'teryt'> & Partial<SiteFields>;

/** The pilot's settings a coordinator may change. */
export type ProjectFields = Pick<
  Project,
  | 'testStart'
  | 'testMonths'
  | 'entityTarget'
  | 'legalState'
  | 'readiness'
  | 'frames'
  | 'pinAtRest'
  | 'finalReport'
  | 'peopleMonths'
  | 'durabilityEnd'
  | 'auditYears'
  | 'holdUntil'
>;

/** Highest number an entity's code has room for. Source: domain.md C1. */
const LAST = 99;

/** The code after the highest known one; when 99 is taken, the lowest that is free; null when none is. */
export function nextSiteCode(codes: readonly string[]): string | null {
  const taken = new Set(codes.map((code) => siteNumber({ code })));
  const highest = Math.max(0, ...taken);
  const free = (n: number) => !taken.has(n);
  const number = highest < LAST ? highest + 1 : Array.from({ length: LAST }, (_, i) => i + 1).find(free);
  return number === undefined ? null : `PZS-${String(number).padStart(2, '0')}`;
}

/**
 * Opens an entity and gives its id. Without a code it gets the next free one this device knows of. Errors: `Invalid`
 * with the path (`code` when it is taken or none is left, `teryt` when it is no code of a gmina), `Forbidden`.
 */
export function addSite(device: Device, input: NewSite): Promise<Result<string, EditError>> {
  return commit(device, async (edit) => {
    const codes = (await edit.all('site')).map((site) => site.code);
    const code = input.code ?? nextSiteCode(codes);
    if (code === null || codes.includes(code)) return err({ type: 'Invalid', path: 'code' });
    if (!isTeryt(input.teryt)) return err({ type: 'Invalid', path: 'teryt' });
    return edit.create('site', '', {
      status: 'candidate',
      registerNumber: '',
      registerValidTo: null,
      capacity: null,
      contact: '',
      surroundings: '',
      ...input,
      name: input.name.trim(),
      code,
    });
  });
}

/** Changes fields of an entity. Errors as in `addSite`, and `NotFound`. */
export function setSite(device: Device, id: string, patch: Partial<SiteFields>): Promise<Result<null, EditError>> {
  return commit(device, async (edit) => {
    if (patch.teryt !== undefined && !isTeryt(patch.teryt)) return err({ type: 'Invalid', path: 'teryt' });
    if (patch.code !== undefined && (await taken(edit, id, patch.code))) return err({ type: 'Invalid', path: 'code' });
    return edit.set('site', id, patch);
  });
}

/** Gives an entity the next free code, for when two coordinators without network chose the same one. */
export function recodeSite(device: Device, id: string): Promise<Result<string, EditError>> {
  return commit(device, async (edit) => {
    const code = nextSiteCode((await edit.all('site')).map((site) => site.code));
    if (code === null) return err({ type: 'Invalid', path: 'code' });
    const done = await edit.set('site', id, { code });
    return done.ok ? ok(code) : done;
  });
}

/** Changes the pilot's settings; the first change writes the row, the rest of it by PROJECT_DEFAULTS. */
export function setProject(device: Device, patch: Partial<ProjectFields>): Promise<Result<null, EditError>> {
  return commit(device, async (edit) => {
    if (await edit.one('project', PROJECT_ID)) return edit.set('project', PROJECT_ID, patch);
    const done = await edit.create('project', PROGRAM, { ...PROJECT_DEFAULTS, ...patch }, PROJECT_ID);
    return done.ok ? ok(null) : done;
  });
}

async function taken(edit: Edit, id: string, code: string): Promise<boolean> {
  return (await edit.all('site')).some((other) => other.id !== id && other.code === code);
}
