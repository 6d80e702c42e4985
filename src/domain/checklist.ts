import * as z from 'zod/mini';
import { Bilingual, ContentId, duplicates, Version } from './content/shape.ts';

/** Ratings of one item, best first: met, partly met, not met, not applicable. Source: domain.md C3. */
export const RATINGS = ['met', 'partly', 'not', 'na'] as const;
/** One answer of an expert to one item. No answer yet is `null` or absent, never a fifth rating. */
export const Rating = z.enum(RATINGS);
export type Rating = z.infer<typeof Rating>;

/** Answers by item id; `null` and absent both mean "not rated yet". */
export type Ratings = Readonly<Record<string, Rating | null | undefined>>;

/** The two kinds of entity in law: centre (CIS) and club (KIS). Source: domain.md fact 4. */
export type EntityKind = 'CIS' | 'KIS';

const CRITICAL_WEIGHT = 3;
const SHARE: Record<Exclude<Rating, 'na'>, number> = { met: 1, partly: 0.5, not: 0 };

/** One thing to check on site. Strict: an unknown field in a shipped file is a mistake of its author. */
export const ChecklistItem = z.strictObject({
  /** Section id, dot, number: `ms.r.1`. Stable over all versions; at most 60 characters, which a run row can key. */
  id: z
    .string()
    .check(z.maxLength(60), z.regex(/^[a-z0-9]+(\.[a-z0-9]+)+$/, { error: 'expected an id such as ms.r.1' })),
  text: Bilingual,
  /** How to check it, shown under the text. */
  hint: Bilingual,
  /** What may prove the rating. */
  evidence: z.array(z.enum(['document', 'interview', 'photo', 'none'])).check(z.minLength(1)),
  /** Weight in the score; 3 = critical when not met. */
  weight: z.literal([1, 2, CRITICAL_WEIGHT]),
  /** Polish law the item rests on, quoted in Polish only. */
  legalBasis: z.optional(z.string().check(z.minLength(1))),
  /** Narrows the item to one kind of entity; absent = both. */
  appliesTo: z.optional(z.array(z.enum(['CIS', 'KIS'])).check(z.minLength(1))),
});
export type ChecklistItem = z.infer<typeof ChecklistItem>;

/**
 * Items that belong together, with the product a)–f) of the model they support, if any. Source: domain.md A, `Product`.
 */
export const ChecklistSection = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9]+(\.[a-z0-9]+)*$/, { error: 'expected an id such as ms.r' })),
  title: Bilingual,
  product: z.nullable(z.enum(['a', 'b', 'c', 'd', 'e', 'f'])),
  items: z.array(ChecklistItem).check(z.minLength(1)),
});
export type ChecklistSection = z.infer<typeof ChecklistSection>;

/** What a checklist is filled in for. Source: domain.md G. */
export const ChecklistSubject = z.enum(['CIS', 'KIS', 'NGO', 'PARTNERSHIP', 'GMINA', 'VISIT_REPORT']);
export type ChecklistSubject = z.infer<typeof ChecklistSubject>;

/**
 * A published checklist. Errors of parsing: wrong shape, an item or section id used twice, an item outside its
 * section's id, an item narrowed to a kind the template is not for. Source: domain.md C3 and G.
 */
export const ChecklistTemplate = z
  .strictObject({
    id: ContentId,
    version: Version,
    title: Bilingual,
    appliesTo: z.array(ChecklistSubject).check(z.minLength(1)),
    scale: z.literal('met|partly|not|na'),
    sections: z.array(ChecklistSection).check(z.minLength(1)),
  })
  .check((ctx) => {
    const fault = (path: (string | number)[], message: string) =>
      ctx.issues.push({ code: 'custom', path, message, input: ctx.value });
    const { sections, appliesTo } = ctx.value;
    const sectionIds = sections.map((section, s) => ({ id: section.id, path: ['sections', s, 'id'] }));
    const items = sections.flatMap((section, s) =>
      section.items.map((item, i) => ({ section, item, path: ['sections', s, 'items', i] })),
    );
    for (const twice of [
      ...duplicates(sectionIds),
      ...duplicates(items.map(({ item, path }) => ({ id: item.id, path: [...path, 'id'] }))),
    ]) {
      fault(twice.path, twice.message);
    }
    for (const { section, item, path } of items) {
      if (!item.id.startsWith(`${section.id}.`))
        fault([...path, 'id'], `expected an id beginning with "${section.id}."`);
      item.appliesTo?.forEach((kind, k) => {
        if (!appliesTo.includes(kind)) fault([...path, 'appliesTo', k], `the template does not apply to ${kind}`);
      });
    }
  });
export type ChecklistTemplate = z.infer<typeof ChecklistTemplate>;

/** What a list of checklists shows before any is loaded. `file` is its name in `content/checklists`. */
export type ChecklistEntry = Pick<ChecklistTemplate, 'id' | 'version' | 'title' | 'appliesTo'> & { file: string };

/**
 * Items to rate in an entity of this kind, in the template's order; `null` (kind unknown or of no importance) keeps
 * all. Never fails. Source: domain.md G, "`appliesTo` on an item narrows it to CIS or KIS".
 */
export function itemsFor(template: ChecklistTemplate, kind: EntityKind | null): ChecklistItem[] {
  return template.sections.flatMap((section) => sectionItems(section, kind));
}

/** Result of rating a set of items. */
export type Score = {
  /** Weighted share of what is met, 0–1; `null` while no rated item counts (none rated, or all `na`). */
  score: number | null;
  /** Items with any rating, `na` included. */
  rated: number;
  /** All items of the set. */
  total: number;
  met: number;
  partly: number;
  not: number;
  na: number;
  /** Ids of items of weight 3 rated `not`, in the order of the items. */
  criticalGaps: string[];
};

/**
 * Score of a set of items: Σ weight·{met 1; partly 0.5; not 0} / Σ weight over rated items without `na`. Ratings of ids
 * outside the set are ignored. Never fails. Source: domain.md C3, Rating.
 */
export function scoreOf(items: readonly Pick<ChecklistItem, 'id' | 'weight'>[], ratings: Ratings): Score {
  const result: Score = {
    score: null,
    rated: 0,
    total: items.length,
    met: 0,
    partly: 0,
    not: 0,
    na: 0,
    criticalGaps: [],
  };
  let earned = 0;
  let possible = 0;
  for (const { id, weight } of items) {
    const rating = ratings[id];
    if (!rating) continue;
    result.rated += 1;
    result[rating] += 1;
    if (rating === 'na') continue;
    earned += weight * SHARE[rating];
    possible += weight;
    if (rating === 'not' && weight === CRITICAL_WEIGHT) result.criticalGaps.push(id);
  }
  if (possible > 0) result.score = earned / possible;
  return result;
}

/** Score of one section together with the section itself. */
export type SectionScore = Score & { section: ChecklistSection };

/**
 * Scores by section for an entity of this kind, in the template's order; a section with no item for the kind is left
 * out. Never fails. Source: domain.md C3.
 */
export function sectionScores(template: ChecklistTemplate, kind: EntityKind | null, ratings: Ratings): SectionScore[] {
  return template.sections.flatMap((section) => {
    const items = sectionItems(section, kind);
    return items.length === 0 ? [] : [{ section, ...scoreOf(items, ratings) }];
  });
}

/** Lowest score of a prepared entity, 0–1. Source: domain.md C3, "Readiness (f): ≥80%". */
export const READINESS_THRESHOLD = 0.8;

/**
 * Whether the score confirms readiness (product f): at least `threshold` (a setting of the project) and no critical gap. An unfinished
 * checklist may be ready by this rule; a screen that confirms compares `rated` with `total`. Source: domain.md C3.
 */
export function ready(score: Pick<Score, 'score' | 'criticalGaps'>, threshold = READINESS_THRESHOLD): boolean {
  return score.score !== null && score.score >= threshold && score.criticalGaps.length === 0;
}

function sectionItems(section: ChecklistSection, kind: EntityKind | null): ChecklistItem[] {
  return section.items.filter((item) => kind === null || !item.appliesTo || item.appliesTo.includes(kind));
}
