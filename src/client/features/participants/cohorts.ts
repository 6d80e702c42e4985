import {
  commonModules,
  familyOf,
  isReady,
  shareOf,
  sharesByModule,
  sharesByOutcome,
  type Share,
} from '#domain/cohort.ts';
import { commonKey, type Outcome, type Programme, type Progress } from '#domain/programme.ts';
import { suppress } from '#domain/suppress.ts';
import type { SiteKind } from '#domain/site.ts';
import type { Seen } from '#client/db/view.ts';
import { loadProgrammes, programmeKey, programmeKeys } from './programmes.ts';
import { progressIn, type ParticipantView } from './queries.ts';

/** One participant on one programme with the progress. */
export interface Member {
  participant: Seen<'participant'>;
  site: Seen<'site'>;
  programme: Programme;
  progress: Progress;
}

/** Two variants, CIS and KIS; a group that is too small to be told about is null for who sees no single person of it. */
export type ByKind<T> = Record<SiteKind, T | null>;

/** One line of a comparison, by the key that both variants have in common. */
export interface Compared {
  key: string;
  module: Programme['modules'][number];
  shares: ByKind<Share>;
}

/** The progress on one programme in its two variants. */
export interface Family {
  id: string;
  /** One for each variant that somebody is on, CIS first. */
  programmes: Programme[];
  people: ByKind<number>;
  /** How many are ready for the service; null where the group or its rest is too small to tell. */
  ready: ByKind<number>;
  whole: ByKind<Share>;
  modules: Compared[];
  /** Outcomes that nobody, and that everybody of a told group has achieved. Source: domain.md D5. */
  extremes: { outcome: Outcome; everybody: boolean }[];
}

/** One entity over all its programmes; `share` is null where the group is too small to tell. */
export interface SiteLine {
  site: Seen<'site'>;
  people: number | null;
  share: Share | null;
}

const KINDS = ['CIS', 'KIS'] as const;

/** Everybody of these on a programme that this app holds; who gave up does not count. */
export async function membersOf(views: readonly ParticipantView[]): Promise<Member[]> {
  const programmes = await loadProgrammes(programmeKeys(views));
  return views.flatMap(({ participant, site, enrolments }) =>
    site === null || participant.status === 'left'
      ? []
      : enrolments.flatMap((enrolment) => {
          const programme = programmes.get(programmeKey(enrolment));
          return programme ? [{ participant, site, programme, progress: progressIn(programme, enrolment) }] : [];
        }),
  );
}

/** The families of programmes. `own`: the viewer guides these entities and sees every single person anyway. */
export function familiesOf(members: readonly Member[], own: boolean): Family[] {
  const ids = [...new Set(members.map(({ programme }) => familyOf(programme.id)))].sort();
  return ids.map((id) => {
    const group = members.filter(({ programme }) => familyOf(programme.id) === id);
    const of = (kind: SiteKind) => group.filter(({ programme }) => programme.variant === kind);
    const counts = KINDS.map((kind) => of(kind).length);
    const told = own ? counts : suppress(counts).counts;
    const byKind = <T>(make: (progress: Progress[], count: number) => T | null): ByKind<T> => {
      const [cis, kis] = KINDS.map((kind, i) => {
        const progress = of(kind).map((member) => member.progress);
        return told[i] === null || progress.length === 0 ? null : make(progress, progress.length);
      });
      return { CIS: cis ?? null, KIS: kis ?? null };
    };
    const programmes = KINDS.flatMap((kind) => of(kind)[0]?.programme ?? []);
    const perModule = byKind(sharesByModule);
    return {
      id,
      programmes,
      people: { CIS: told[0] ?? null, KIS: told[1] ?? null },
      ready: byKind((progress) => {
        const ready = progress.filter(isReady).length;
        const [shown = null] = own ? [ready] : suppress([ready, progress.length - ready]).counts;
        return shown;
      }),
      whole: byKind(shareOf),
      modules: commonModules(programmes).map(({ key, module }) => ({
        key,
        module,
        shares: { CIS: perModule.CIS?.get(key) ?? null, KIS: perModule.KIS?.get(key) ?? null },
      })),
      extremes: extremesOf(programmes, byKind(sharesByOutcome)),
    };
  });
}

/** Entities in the order of their codes, each with its people on all programmes together. */
export function siteLines(members: readonly Member[], own: boolean): SiteLine[] {
  const sites = [...new Map(members.map(({ site }) => [site.id, site])).values()];
  sites.sort((a, b) => a.code.localeCompare(b.code, 'en'));
  const groups = sites.map(({ id }) => members.filter(({ site }) => site.id === id));
  const counts = groups.map((group) => new Set(group.map(({ participant }) => participant.id)).size);
  const told = own ? counts : suppress(counts).counts;
  return sites.map((site, i) => {
    const people = told[i] ?? null;
    return { site, people, share: people === null ? null : shareOf((groups[i] ?? []).map(({ progress }) => progress)) };
  });
}

/** Who is ready for which service, person by person: only for those who may see them. */
export function readyMembers(members: readonly Member[]): Member[] {
  return members
    .filter(({ progress }) => isReady(progress))
    .sort((a, b) => a.participant.code.localeCompare(b.participant.code, 'en'));
}

function extremesOf(programmes: readonly Programme[], shares: ByKind<Map<string, number>>): Family['extremes'] {
  const told = [shares.CIS, shares.KIS].filter((one) => one !== null);
  if (told.length === 0) return [];
  const outcomes = new Map<string, Outcome>();
  for (const outcome of programmes.flatMap(({ modules }) => modules.flatMap((module) => module.outcomes))) {
    const key = commonKey(outcome.id);
    if (!outcomes.has(key)) outcomes.set(key, outcome);
  }
  return [...outcomes].flatMap(([key, outcome]) => {
    const known = told.flatMap((map) => map.get(key) ?? []);
    const all = (share: number): boolean => known.length > 0 && known.every((one) => one === share);
    return all(1) || all(0) ? [{ outcome, everybody: all(1) }] : [];
  });
}
