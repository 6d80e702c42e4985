import { commonKey, type Programme, type Progress } from './programme.ts';

/** From this share of achieved outcomes on somebody is ready for the service of the programme. Source: domain.md C4, T7. */
export const READY_SHARE = 0.8;

/** The programme without its variant: `care-at-home-cis` → `care-at-home`. */
export function familyOf(programmeId: string): string {
  return programmeId.replace(/-(cis|kis)$/, '');
}

/** True when so many outcomes are achieved that the person may give the service. */
export function isReady({ outcomesAchieved, outcomesTotal }: Progress): boolean {
  return outcomesTotal > 0 && outcomesAchieved >= READY_SHARE * outcomesTotal;
}

/** How far a group has come: shares 0–1 of what the programme plans for all of them, null for nobody. */
export interface Share {
  hours: number | null;
  outcomes: number | null;
}

/** The share of a group in the whole programme. Hours above the plan of one do not make up for another. */
export function shareOf(group: readonly Progress[]): Share {
  return ratio(
    group.map((one) => ({
      hours: Math.min(one.hoursDone, one.hoursPlanned),
      planned: one.hoursPlanned,
      achieved: one.outcomesAchieved,
      outcomes: one.outcomesTotal,
    })),
  );
}

/** The share of a group in each module, by the part of its id that CIS and KIS have in common (`.m3`). */
export function sharesByModule(group: readonly Progress[]): Map<string, Share> {
  const parts = group.flatMap(({ perModule }) =>
    perModule.map(({ module, hoursDone, hoursPlanned, outcomes }) => ({
      key: commonKey(module.id),
      hours: Math.min(hoursDone, hoursPlanned),
      planned: hoursPlanned,
      achieved: outcomes.filter(({ stage }) => stage === 'achieved').length,
      outcomes: outcomes.length,
    })),
  );
  const keys = [...new Set(parts.map(({ key }) => key))];
  return new Map(keys.map((key) => [key, ratio(parts.filter((part) => part.key === key))]));
}

/** Share of the group that has achieved each outcome, by the part of its id that CIS and KIS have in common (`.m3.o1`). */
export function sharesByOutcome(group: readonly Progress[]): Map<string, number> {
  const met = new Map<string, { achieved: number; all: number }>();
  for (const { outcome, stage } of group.flatMap(({ perModule }) => perModule.flatMap(({ outcomes }) => outcomes))) {
    const key = commonKey(outcome.id);
    const { achieved, all } = met.get(key) ?? { achieved: 0, all: 0 };
    met.set(key, { achieved: achieved + Number(stage === 'achieved'), all: all + 1 });
  }
  return new Map([...met].map(([key, { achieved, all }]) => [key, achieved / all]));
}

/** Where the plan stands on a day between start and planned end: a share 0–1; null without an end. */
export function planShare(start: string, plannedEnd: string | null, today: string): number | null {
  if (plannedEnd === null || plannedEnd <= start) return null;
  const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
  return Math.min(1, Math.max(0, (at(today) - at(start)) / (at(plannedEnd) - at(start))));
}

/** Modules of two variants of one programme in order, each once, by their common key. */
export function commonModules(
  programmes: readonly Programme[],
): { key: string; module: Programme['modules'][number] }[] {
  const found = new Map<string, Programme['modules'][number]>();
  for (const module of programmes.flatMap(({ modules }) => modules)) {
    const key = commonKey(module.id);
    if (!found.has(key)) found.set(key, module);
  }
  return [...found]
    .map(([key, module]) => ({ key, module }))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}

function ratio(parts: readonly { hours: number; planned: number; achieved: number; outcomes: number }[]): Share {
  const sum = (of: (part: (typeof parts)[number]) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  return {
    hours: share(
      sum(({ hours }) => hours),
      sum(({ planned }) => planned),
    ),
    outcomes: share(
      sum(({ achieved }) => achieved),
      sum(({ outcomes }) => outcomes),
    ),
  };
}
