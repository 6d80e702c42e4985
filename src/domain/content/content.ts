import { type ChecklistEntry, ChecklistTemplate } from '../checklist.ts';
import { parsePlaces, type Places } from '../place.ts';
import { Programme, type ProgrammeEntry } from '../programme.ts';
import { compareVersions } from './shape.ts';
import index from './index.json';

/*
 * A published version is never edited, only followed: a new version is a new file `id@1.1.0.json` beside the old one,
 * because started runs keep the version they began with. After adding one run the tests with UPDATE_INDEX=1.
 */
const checklistFiles = import.meta.glob<unknown>('./checklists/*.json', { import: 'default' });
const programmeFiles = import.meta.glob<unknown>('./programmes/*.json', { import: 'default' });

// The index is what `buildIndex` makes of parsed files (a test and the build compare them); JSON imports widen its unions.
const allChecklists = index.checklists as ChecklistEntry[];
const allProgrammes = index.programmes as ProgrammeEntry[];

/** Shipped checklists, newest version of each, by id. Small and eager: the texts of items are loaded on demand. */
export const checklistIds: readonly ChecklistEntry[] = newestOf(allChecklists);

/** Checklists that were published in the pilot; a shipped one of the same id and version wins over them. */
let published: readonly ChecklistTemplate[] = [];

/** Takes over all checklists that were published in the pilot, in place of those it was told of before. */
export function adoptChecklists(templates: readonly ChecklistTemplate[]): void {
  const shipped = new Set(allChecklists.map(({ id, version }) => `${id}@${version}`));
  published = templates.filter(({ id, version }) => !shipped.has(`${id}@${version}`));
}

/** Every version of every checklist, shipped and published. `file` is empty for a published one. */
export function checklistVersions(): readonly ChecklistEntry[] {
  return [
    ...allChecklists,
    ...published.map(({ id, version, title, appliesTo }) => ({ id, version, title, appliesTo, file: '' })),
  ];
}

/** Checklists on offer, shipped and published, the newest version of each. */
export function checklistsOnOffer(): readonly ChecklistEntry[] {
  return newestOf(checklistVersions());
}

/** Programmes on offer, newest version of each, by id. */
export const programmeIds: readonly ProgrammeEntry[] = newestOf(allProgrammes);

/** This app does not hold the content asked for: usually a newer app on another device started with it. */
export type ContentMissing = Error & { type: 'ContentMissing'; id: string; version: string | null };

/**
 * A checklist, in the given version or the newest. The same promise every time, so it is loaded and parsed once.
 * Rejects with `ContentMissing` for an unknown id or version, and with the loader's error when the file cannot be
 * fetched; the next call tries anew.
 */
export function loadChecklist(id: string, version?: string): Promise<ChecklistTemplate> {
  const wanted = version ?? checklistsOnOffer().find((entry) => entry.id === id)?.version;
  const own = published.find((one) => one.id === id && one.version === wanted);
  if (own) return Promise.resolve(own);
  return load('checklists', allChecklists, checklistFiles, id, version, (raw) => ChecklistTemplate.parse(raw));
}

/** Gives the template of a run, or null when only a newer app holds it. */
export type TemplateFor = (id: string, version: string) => ChecklistTemplate | null;

/** The templates of these runs, loaded once each. Never rejects: what cannot be loaded is null. */
export async function templatesOf(
  runs: readonly { templateId: string; templateVersion: string }[],
): Promise<TemplateFor> {
  const loaded = new Map<string, ChecklistTemplate | null>();
  for (const { templateId, templateVersion } of runs) {
    const template = await loadChecklist(templateId, templateVersion).catch(() => null);
    loaded.set(`${templateId}@${templateVersion}`, template);
  }
  return (id, version) => loaded.get(`${id}@${version}`) ?? null;
}

/** A programme, in the given version or the newest. Caching and errors as in `loadChecklist`. */
export function loadProgramme(id: string, version?: string): Promise<Programme> {
  return load('programmes', allProgrammes, programmeFiles, id, version, (raw) => Programme.parse(raw));
}

/**
 * Places of Poland by TERC (2 477 gminas, 2024-01-01), ready to be searched. Cached; rejects with the loader's error.
 */
export function loadPlaces(): Promise<Places> {
  return once('places', async () => parsePlaces((await import('./places.json')).default));
}

const kept = new Map<string, Promise<unknown>>();

function once<T>(key: string, start: () => Promise<T>): Promise<T> {
  const known = kept.get(key) as Promise<T> | undefined;
  if (known) return known;
  const started = start();
  kept.set(key, started);
  started.catch(() => kept.delete(key));
  return started;
}

function load<T>(
  folder: string,
  entries: readonly { id: string; version: string; file: string }[],
  files: Record<string, () => Promise<unknown>>,
  id: string,
  version: string | undefined,
  parse: (raw: unknown) => T,
): Promise<T> {
  const entry = (version === undefined ? newestOf(entries) : entries).find(
    (one) => one.id === id && (version === undefined || one.version === version),
  );
  const read = entry && files[`./${folder}/${entry.file}`];
  if (!read) return Promise.reject(missing(id, version ?? null));
  return once(`${folder}/${entry.file}`, async () => parse(await read()));
}

function newestOf<E extends { id: string; version: string }>(entries: readonly E[]): E[] {
  return entries.filter(
    (one) => !entries.some((two) => two.id === one.id && compareVersions(two.version, one.version) > 0),
  );
}

function missing(id: string, version: string | null): ContentMissing {
  return Object.assign(new Error(`no content ${id} ${version ?? ''}`), {
    type: 'ContentMissing' as const,
    id,
    version,
  });
}
