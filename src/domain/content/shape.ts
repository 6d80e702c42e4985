import * as z from 'zod/mini';

/**
 * Newest shape of content files this app can read: the major number of a file's `version`. A change of wording raises
 * the patch, a change of items the minor, a change of shape the major number and this constant with it.
 */
export const CONTENT_FORMAT = 1;

/** The same words in both languages of the app; neither may be empty. Polish is the source, English its translation. */
export const Bilingual = z.strictObject({
  pl: z.string().check(z.minLength(1)),
  en: z.string().check(z.minLength(1)),
});
export type Bilingual = z.infer<typeof Bilingual>;

/** Version of one content file: `major.minor.patch`, plain numbers. Source: semver.org 2.0.0, rule 2. */
export const Version = z
  .string()
  .check(z.regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, { error: 'expected a version such as 1.0.0' }));

/** Stable name of a content file: small letters, digits and single dashes. */
export const ContentId = z
  .string()
  .check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'expected small letters, digits and single dashes' }));

/**
 * Order of two versions by number, not by letter: negative when `a` is older, 0 when equal. Both must satisfy
 * `Version`. Source: semver.org 2.0.0, rule 11.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const step = (left[i] ?? 0) - (right[i] ?? 0);
    if (step !== 0) return step;
  }
  return 0;
}

/** One id and where it stands in its file. */
export type PlacedId = { id: string; path: (string | number)[] };

/**
 * Faults of ids that occur more than once, told at each later place. Source: domain.md G, "item ids are stable keys".
 */
export function duplicates(ids: readonly PlacedId[]): { path: (string | number)[]; message: string }[] {
  const seen = new Map<string, PlacedId>();
  return ids.flatMap((placed) => {
    const first = seen.get(placed.id);
    if (!first) {
      seen.set(placed.id, placed);
      return [];
    }
    return [{ path: placed.path, message: `duplicate id "${placed.id}", first at ${pathText(first.path)}` }];
  });
}

/** A path inside a file as people write it: `sections[1].items[0].id`; `(whole file)` for the empty path. */
export function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(whole file)';
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? String(step) : `.${String(step)}`))
    .join('');
}
