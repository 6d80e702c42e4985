import type { Row } from '#domain/tables.ts';
import { isCurrent, type ParticipantView } from './queries.ts';

/** What a list of participants is narrowed to; `null` means no matter which. */
export interface Filter {
  /** Part of a code, as people type it. */
  text: string;
  state: 'current' | 'ended' | 'all' | Row<'participant'>['status'];
  /** Id of a programme, or empty for those on none. */
  programme: string | null;
  site: string | null;
}

/** Those who take part now. */
export const NO_FILTER: Filter = { text: '', state: 'current', programme: null, site: null };

/** The participants that pass. */
export function filtered(
  views: readonly ParticipantView[],
  { text, state, programme, site }: Filter,
): ParticipantView[] {
  const part = plain(text);
  return views.filter(
    ({ participant, enrolments }) =>
      (part === '' || plain(participant.code).includes(part)) &&
      (state === 'all' ||
        state === participant.status ||
        (state === 'current' ? isCurrent(participant) : state === 'ended' && !isCurrent(participant))) &&
      (site === null || participant.scope === site) &&
      (programme === null ||
        (programme === '' ? enrolments.length === 0 : enrolments.some((row) => row.programmeId === programme))),
  );
}

/** How many of the folded filters narrow the list. */
export function filtersOn({ state, programme, site }: Filter): number {
  return Number(state !== NO_FILTER.state) + Number(programme !== null) + Number(site !== null);
}

/** Participants of one entity. */
export interface SiteGroup {
  scope: string;
  name: string;
  views: ParticipantView[];
}

/** The participants in groups, one for each entity, in the order of the codes. */
export function bySite(views: readonly ParticipantView[]): SiteGroup[] {
  const groups = new Map<string, SiteGroup>();
  for (const view of views) {
    const { scope, code } = view.participant;
    const group = groups.get(scope);
    if (group) group.views.push(view);
    else groups.set(scope, { scope, name: view.site?.name ?? code.slice(0, 2), views: [view] });
  }
  return [...groups.values()];
}

/** Without dashes and spaces, in capitals, look-alike letters as the figures they are read as. */
function plain(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}
