import type * as z from 'zod/mini';
import { type ChecklistEntry, ChecklistTemplate } from '../checklist.ts';
import { PlacesFile } from '../place.ts';
import { commonKey, placedIds, Programme, type ProgrammeEntry } from '../programme.ts';
import { jsonFault } from './jsonFault.ts';
import { compareVersions, CONTENT_FORMAT, pathText } from './shape.ts';

/**
 * A content file as the build reads it. `path` ends with `checklists/x.json`, `programmes/x.json`, `places.json` or
 * `index.json`.
 */
export type ContentFile = { path: string; text: string };

/**
 * All published checklists and programmes, every version, by id and then version: the committed `content/index.json`.
 */
export type ContentIndex = { checklists: ChecklistEntry[]; programmes: ProgrammeEntry[] };

type Read = { path: string; stem: string; raw: unknown };
type Good<T> = Read & { value: T };

/**
 * Faults of the content, one line each, `file › path.inside[3].the.file › reason`; empty when all is well. It finds
 * text that is not JSON (with line and column), content of a newer format, wrong shapes, repeated ids, ids other than
 * the file name, learning outcomes of a KIS programme that its CIS variant lacks, and a committed index (when among the
 * files) that differs from the built one. Never throws.
 */
export function validateContent(files: readonly ContentFile[]): string[] {
  const faults: string[] = [];
  const read = files.flatMap((file): Read[] => {
    const fault = jsonFault(file.text);
    if (fault) faults.push(line(file.path, `line ${fault.line}, column ${fault.column}`, `not JSON: ${fault.reason}`));
    return fault ? [] : [{ path: file.path, stem: stemOf(file.path), raw: JSON.parse(file.text) as unknown }];
  });
  const checklists = read.filter(inFolder('checklists')).flatMap((file) => check(file, ChecklistTemplate, faults));
  const programmes = read.filter(inFolder('programmes')).flatMap((file) => check(file, Programme, faults));
  for (const group of [checklists, programmes]) faults.push(...nameFaults(group));
  faults.push(...pairFaults(programmes));
  for (const file of read) {
    if (inFolder('checklists')(file) || inFolder('programmes')(file)) continue;
    if (file.stem === 'places') faults.push(...shapeFaults(file, PlacesFile));
    else if (file.stem === 'index') faults.push(...(faults.length === 0 ? indexFaults(file, files) : []));
    else faults.push(line(file.path, pathText([]), 'not a checklist, a programme or the list of places'));
  }
  return faults;
}

/**
 * The index of the given files, from which screens list content without loading it. Files that are not valid checklists
 * or programmes are left out: run `validateContent` first. Deterministic: the order of `files` does not matter.
 */
export function buildIndex(files: readonly ContentFile[]): ContentIndex {
  const parsed = <T extends { id: string; version: string }>(folder: string, schema: z.ZodMiniType<T>) =>
    files
      .filter((file) => inFolder(folder)(file) && !jsonFault(file.text))
      .flatMap((file) => {
        const result = schema.safeParse(JSON.parse(file.text));
        return result.success ? [{ file: `${stemOf(file.path)}.json`, value: result.data }] : [];
      })
      .sort((a, b) => order(a.value.id, b.value.id) || compareVersions(a.value.version, b.value.version));
  return {
    checklists: parsed('checklists', ChecklistTemplate).map(({ file, value: { id, version, title, appliesTo } }) => {
      return { id, version, title, appliesTo, file };
    }),
    programmes: parsed('programmes', Programme).map(({ file, value: { id, version, title, sphere, variant } }) => {
      return { id, version, title, sphere, variant, file };
    }),
  };
}

function check<T>(file: Read, schema: z.ZodMiniType<T>, faults: string[]): Good<T>[] {
  const version = valueAt(file.raw, ['version']);
  const major = typeof version === 'string' ? Number.parseInt(version, 10) : 0;
  if (major > CONTENT_FORMAT) {
    faults.push(line(file.path, 'version', `newer content format (${major} > ${CONTENT_FORMAT}), update the app`));
    return [];
  }
  const found = shapeFaults(file, schema);
  faults.push(...found);
  return found.length > 0 ? [] : [{ ...file, value: schema.parse(file.raw) }];
}

function shapeFaults(file: Read, schema: z.ZodMiniType): string[] {
  const result = schema.safeParse(file.raw);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => line(file.path, pathText([...issue.path, key]), 'unknown field'))
      : [line(file.path, pathText(issue.path), reasonOf(issue, valueAt(file.raw, issue.path)))],
  );
}

/** Words for an issue of zod; the mini build ships none. Messages written in a schema go first. */
function reasonOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (found === undefined && issue.code !== 'custom') return 'missing';
  if (issue.message !== 'Invalid input')
    return `${issue.message}${issue.code === 'custom' ? '' : `, found ${show(found)}`}`;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}, found ${show(found)}`;
    case 'invalid_value':
      return `expected ${issue.values.map(show).join(' or ')}, found ${show(found)}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `less than ${issue.minimum}` : 'must not be empty';
    case 'too_big':
      return issue.origin === 'string' ? `longer than ${issue.maximum} characters` : `more than ${issue.maximum}`;
    default:
      return `not allowed here: ${show(found)}`;
  }
}

/** The file of a version is `id.json` or `id@version.json`, and no two files hold the same version. */
function nameFaults(files: readonly Good<{ id: string; version: string }>[]): string[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ path, stem, value: { id, version } }) => {
    const key = `${id}@${version}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    const named = stem === id || stem === key;
    return [
      ...(named ? [] : [line(path, 'id', `"${id}" differs from the file name "${stem}"`)]),
      ...(first === undefined
        ? []
        : [line(path, 'id', `duplicate id "${id}" in version ${version}, first in ${first}`)]),
    ];
  });
}

/**
 * Newest KIS variant against newest CIS variant: older versions are published and cannot be mended. Source: domain.md
 * G.
 */
function pairFaults(files: readonly Good<Programme>[]): string[] {
  const newest = new Map<string, Good<Programme>>();
  for (const file of files) {
    const other = newest.get(file.value.id);
    if (!other || compareVersions(other.value.version, file.value.version) < 0) newest.set(file.value.id, file);
  }
  return [...newest.values()].flatMap(({ path, value: kis }) => {
    const cis = kis.variant === 'KIS' ? newest.get(kis.id.replace(/-kis$/, '-cis'))?.value : undefined;
    if (!cis) return [];
    const known = new Set([cis.id, ...placedIds(cis).map((placed) => placed.id)].map(commonKey));
    return placedIds(kis)
      .filter((placed) => known.has(commonKey(placed.parent)) && !known.has(commonKey(placed.id)))
      .map((placed) => line(path, pathText(placed.path), `"${commonKey(placed.id)}" is missing in ${cis.id}`));
  });
}

function indexFaults(file: Read, files: readonly ContentFile[]): string[] {
  const same = JSON.stringify(file.raw) === JSON.stringify(buildIndex(files));
  return same ? [] : [line(file.path, pathText([]), 'differs from the built index, run the tests with UPDATE_INDEX=1')];
}

function inFolder(folder: string): (file: { path: string }) => boolean {
  return (file) => file.path.replaceAll('\\', '/').split('/').at(-2) === folder;
}

function stemOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? '').replace(/\.json$/, '');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    raw,
  );
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'bigint' || typeof value === 'symbol' ? String(value) : (JSON.stringify(value) ?? 'nothing');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function line(file: string, path: string, reason: string): string {
  return `${file} › ${path} › ${reason}`;
}
