import { sectionScores, type ChecklistTemplate } from '#domain/checklist.ts';
import { checklistsOnOffer } from '#domain/content/content.ts';
import { SPHERE_NUMBERS, sphereTemplate, type SiteRuns, type SphereNumber } from './queries.ts';
import { ratingsOf, runScore, speaking } from './scores.ts';

/** One column: a section of a sphere's template. */
export interface HeatColumn {
  sphere: SphereNumber;
  sectionId: string;
  /** Letter of the product, or of the section where it supports none. */
  letter: string;
  title: { pl: string; en: string };
}

/** Gives a template once it is loaded. */
type Find = (id: string, version: string) => ChecklistTemplate | null;

/** The columns of the newest templates: products a–f of each sphere, then its other sections. */
export function heatColumns(find: Find): HeatColumn[] {
  return SPHERE_NUMBERS.flatMap((sphere) => {
    const id = sphereTemplate(sphere);
    const entry = checklistsOnOffer().find((one) => one.id === id);
    const template = entry && find(id, entry.version);
    return (template?.sections ?? [])
      .map((section) => ({
        sphere,
        sectionId: section.id,
        letter: section.product ?? section.id.split('.').at(-1)?.toUpperCase() ?? '',
        title: section.title,
        order: section.product ?? 'z',
      }))
      .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  });
}

/** Shares by section id, 0–1, of the run that speaks for each sphere; a section nobody rated is absent. */
export function heatCells({ site, spheres }: SiteRuns, find: Find): Map<string, number> {
  const cells = new Map<string, number>();
  for (const { runs } of spheres) {
    const scored = runs.flatMap((run) => {
      const template = find(run.templateId, run.templateVersion);
      return template ? [{ run, template, score: runScore(template, site.kind, ratingsOf(run)) }] : [];
    });
    const now = speaking(scored);
    if (!now) continue;
    for (const { section, score } of sectionScores(now.template, site.kind, ratingsOf(now.run))) {
      if (score !== null) cells.set(section.id, score);
    }
  }
  return cells;
}
