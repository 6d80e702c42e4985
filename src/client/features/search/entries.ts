import { itemsFor } from '#domain/checklist.ts';
import { templatesOf, type TemplateFor } from '#domain/content/content.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';
import { i18n } from '#client/i18n/words.svelte.ts';
import { paths } from '#client/ui/place.ts';
import type { Entry } from './find.ts';

/** What the entries are made from. */
export interface Material {
  sites: Seen<'site'>[];
  visits: Seen<'visit'>[];
  notes: Seen<'note'>[];
  actions: Seen<'action'>[];
  runs: Seen<'run'>[];
}

/** Everything on this device in which words can be looked for. */
export async function material(rows: Rows): Promise<Material> {
  return {
    sites: await rows.all('site'),
    visits: await rows.all('visit'),
    notes: await rows.all('note'),
    actions: await rows.all('action'),
    runs: await rows.all('run'),
  };
}

/**
 * The entries: entities, visits, notes, actions, and items of checklists: all with a reason, and of the newest run of a list at an entity
 * every rated one. In the language of the reader.
 */
export async function entriesOf(found: Material): Promise<Entry[]> {
  const names = new Map(found.sites.map(({ id, name }) => [id, name]));
  const visits = new Map(found.visits.map((visit) => [visit.id, visit]));
  const named = (scope: string) => ({ scope, siteName: names.get(scope) ?? '' });
  const at = (visitId: string) => ({ day: visits.get(visitId)?.day ?? null, path: paths.visit(visitId) });
  return [
    ...found.sites.map(({ id, name, code, registerNumber, contact, surroundings }): Entry => ({
      key: `site ${id}`,
      kind: 'site',
      text: [name, code, registerNumber, contact, surroundings].filter(Boolean).join(' · '),
      ...named(id),
      sphere: null,
      day: null,
      path: paths.site(id),
    })),
    ...found.visits.map(({ id, scope, code, aim, comment, remark, day }): Entry => ({
      key: `visit ${id}`,
      kind: 'visit',
      text: [code, aim, comment, remark].filter(Boolean).join(' · '),
      ...named(scope),
      sphere: null,
      day,
      path: paths.visit(id),
    })),
    ...found.notes.map(({ id, scope, visitId, text, sphere }): Entry => ({
      key: `note ${id}`,
      kind: 'note',
      text,
      ...named(scope),
      sphere,
      ...at(visitId),
    })),
    ...found.actions.map(({ id, scope, visitId, text, owner, outcome }): Entry => ({
      key: `action ${id}`,
      kind: 'action',
      text: [text, owner, outcome].filter(Boolean).join(' · '),
      ...named(scope),
      sphere: null,
      ...at(visitId),
    })),
    ...items(found, await templatesOf(found.runs), named),
  ];
}

function items(
  { runs, sites }: Material,
  templateFor: TemplateFor,
  named: (scope: string) => Pick<Entry, 'scope' | 'siteName'>,
): Entry[] {
  const kinds = new Map(sites.map(({ id, kind }) => [id, kind]));
  const seen = new Set<string>();
  return [...runs]
    .sort((a, b) => (a.day < b.day ? 1 : -1))
    .flatMap((run) => {
      const template = templateFor(run.templateId, run.templateVersion);
      const list = `${run.scope} ${run.templateId}`;
      const newest = !seen.has(list);
      seen.add(list);
      const sphere = /^sphere-([123])$/.exec(run.templateId)?.[1];
      return (template ? itemsFor(template, kinds.get(run.scope) ?? null) : []).flatMap((item): Entry[] => {
        const reason = run.reasons[item.id] ?? '';
        if (reason === '' && !(newest && run.ratings[item.id])) return [];
        return [
          {
            key: `item ${run.id} ${item.id}`,
            kind: 'item',
            text: [item.text[i18n.lang], reason].filter(Boolean).join(' · '),
            ...named(run.scope),
            sphere: sphere === undefined ? null : (Number(sphere) as 1 | 2 | 3),
            day: run.day,
            path: paths.run(run.id),
          },
        ];
      });
    });
}
