import { confirmationState } from '#domain/confirmation.ts';
import { daysBetween, mondayOf, addDays } from '#domain/day.ts';
import { PROJECT_DEFAULTS, PROJECT_ID, testMonth, type Project } from '#domain/project.ts';
import type { Row } from '#domain/tables.ts';
import type { Rows } from '#client/db/device.ts';
import type { Seen } from '#client/db/view.ts';

/** How long before its end an entry in the register becomes a duty. Unit: days. */
export const REGISTER_NOTICE = 90;
/** An entity in the test should not wait longer for a visit. Unit: days. Source: domain.md D4, alarm list. */
export const QUIET_AFTER = 30;
/** A report in review stands out so many working days after it was due: the queue is read weekly. Source: domain.md D4. */
export const REVIEW_DAYS = 5;

type SiteName = Pick<Row<'site'>, 'id' | 'name' | 'code' | 'kind'>;

/** A visit on the screen of today. */
export type TodayVisit = Seen<'visit'> & { site: SiteName; leadCode: string };
/** An open action with its entity. */
export type TodayAction = Seen<'action'> & { site: SiteName };

/** Something the law or the pilot wants done by a day. */
export type Duty =
  | { kind: 'annual-report'; due: string; year: number; sites: number }
  | { kind: 'register-end'; due: string; site: SiteName }
  | { kind: 'confirmation-end'; due: string; site: SiteName; id: string; service: string };

/** An entity in the test without a visit for long. `last` is null when there was none at all. */
export interface QuietSite {
  site: SiteName;
  last: string | null;
}

/** What today asks for. Every list is in the order in which it should be done. */
export interface Today {
  project: Project;
  /** Test month of today, or null outside the test. */
  month: number | null;
  running: TodayVisit[];
  /** Planned for today. */
  planned: TodayVisit[];
  /** Planned from tomorrow on: the next seven days. */
  week: TodayVisit[];
  /** Planned for a day that has passed. */
  overdue: TodayVisit[];
  /** Ended, not submitted yet: drafts and co-signed ones, oldest first. */
  unfinished: TodayVisit[];
  returned: TodayVisit[];
  /** Submitted, waiting for the quality specialist, oldest first. */
  submitted: TodayVisit[];
  /** Open actions: overdue ones first, up to the end of next Sunday; then the rest is only counted. */
  actions: TodayAction[];
  /** Open actions beyond this week or without a due day. */
  laterActions: number;
  duties: Duty[];
  quiet: QuietSite[];
  /** Entities on this phone, by name: for a visit at once. */
  sites: SiteName[];
}

/** The screen of today in one snapshot. Form of `today`: YYYY-MM-DD. */
export async function todayOf(rows: Rows, today: string): Promise<Today> {
  const allSites = await rows.all('site');
  const allVisits = await rows.all('visit');
  const names = new Map(allSites.map(({ id, name, code, kind }) => [id, { id, name, code, kind }]));
  const codes = new Map((await rows.all('person')).map((person) => [person.id, person.code]));
  const named = <T extends { scope: string }>(list: T[]): (T & { site: SiteName })[] =>
    list.flatMap((row) => {
      const site = names.get(row.scope);
      return site ? [{ ...row, site }] : [];
    });

  const visits = named(allVisits)
    .map((visit) => ({ ...visit, leadCode: codes.get(visit.lead) ?? '' }))
    .sort((a, b) => `${a.day} ${a.start ?? '24:00'}`.localeCompare(`${b.day} ${b.start ?? '24:00'}`));
  const where = (...states: Row<'visit'>['status'][]) => visits.filter(({ status }) => states.includes(status));
  const planned = where('planned');

  const open = named((await rows.all('action')).filter(({ state }) => state === 'open'));
  const sunday = addDays(mondayOf(today), 6);
  const actions = open
    .filter(({ due }) => due !== null && due <= sunday)
    .sort((a, b) => (a.due ?? '').localeCompare(b.due ?? ''));

  const { testStart, testMonths, entityTarget } = (await rows.one('project', PROJECT_ID)) ?? PROJECT_DEFAULTS;
  const project = { testStart, testMonths, entityTarget };
  return {
    project,
    month: testMonth(today, project),
    running: where('in-progress'),
    planned: planned.filter(({ day }) => day === today),
    week: planned.filter(({ day }) => day > today && day <= addDays(today, 7)),
    overdue: planned.filter(({ day }) => day < today),
    unfinished: where('draft', 'cosigned'),
    returned: where('returned'),
    submitted: where('submitted'),
    actions,
    laterActions: open.length - actions.length,
    duties: dutiesOf(allSites, named(await rows.all('confirmation')), today),
    quiet: quietOf(allSites, allVisits, today),
    sites: [...names.values()].sort((a, b) => a.name.localeCompare(b.name, 'pl')),
  };
}

/** States in which an entity takes part, so that its duties concern the pilot. */
const ACTIVE: readonly Row<'site'>['status'][] = ['selected', 'testing', 'suspended'];

function dutiesOf(
  sites: Seen<'site'>[],
  confirmations: (Seen<'confirmation'> & { site: SiteName })[],
  today: string,
): Duty[] {
  const active = sites.filter(({ status }) => ACTIVE.includes(status));
  const year = Number(today.slice(0, 4));
  const due = `${year}-03-31`;
  const report: Duty[] =
    active.length > 0 && today <= due ? [{ kind: 'annual-report', due, year: year - 1, sites: active.length }] : [];
  const ends = active.flatMap(({ id, name, code, kind, registerValidTo }): Duty[] =>
    registerValidTo !== null && daysBetween(today, registerValidTo) <= REGISTER_NOTICE
      ? [{ kind: 'register-end', due: registerValidTo, site: { id, name, code, kind } }]
      : [],
  );
  const confirmed = confirmations
    .filter((one) => confirmationState(one, today) === 'ending')
    .map(({ id, service, validTo, site }): Duty => ({ kind: 'confirmation-end', due: validTo, site, id, service }));
  return [...report, ...ends, ...confirmed].sort((a, b) => a.due.localeCompare(b.due));
}

function quietOf(sites: Seen<'site'>[], visits: Seen<'visit'>[], today: string): QuietSite[] {
  const last = new Map<string, string>();
  for (const { scope, day, status } of visits) {
    if (status === 'planned' || status === 'cancelled' || day > today) continue;
    if (day > (last.get(scope) ?? '')) last.set(scope, day);
  }
  return sites
    .filter(({ status }) => status === 'testing')
    .map(({ id, name, code, kind }) => ({ site: { id, name, code, kind }, last: last.get(id) ?? null }))
    .filter((one) => one.last === null || daysBetween(one.last, today) > QUIET_AFTER)
    .sort((a, b) => (a.last ?? '').localeCompare(b.last ?? ''));
}
