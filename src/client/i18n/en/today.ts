import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const DAYS = { one: 'day', other: 'days' };
const SITES = { one: 'entity', other: 'entities' };
const ACTIONS = { one: 'action', other: 'actions' };

/** The screen of today. */
export const today = {
  title: 'Today',
  month: (n) => `test month ${n}`,
  beforeTest: 'before the test',
  afterTest: 'after the test',

  start: 'Start visit',
  continue: 'Back to the visit',
  newVisit: 'New visit',
  running: 'Visit in progress',
  weekVisits: 'Visits in the next days',
  overdueVisits: 'Planned, not started yet',
  freeDay: 'No visits for today',
  freeDayBody: 'You can plan the next one, or start a visit right away on the spot.',
  noSites: 'No entity is assigned to you yet',
  noSitesBody: 'The coordinator assigns entities to experts. It will appear here after the next sync.',

  startWhere: 'Where do you start a visit?',
  planLater: 'Plan for another day',
  plannedToday: 'planned for today',

  actions: 'Actions this week',
  actionsNone: 'Nothing is due this week.',
  actionsLater: (n) => `Later: ${counted('en', n, ACTIONS)}`,
  actionEmpty: 'Empty action',
  returned: 'Returned reports',
  unfinished: 'Reports to finish',
  toCosign: 'To co-sign',
  toCosignBy: (code) => `${code} leads, waiting for you`,
  waitsForPair: 'waiting for the other person of the pair',
  readyToSubmit: 'co-signed, submit it',

  duties: 'Duties and deadlines',
  annualReport: (year) => `Annual report to the voivode for ${year}`,
  annualReportSites: (n) => `concerns: ${counted('en', n, SITES)}`,
  registerEnd: { CIS: 'The CIS status is ending', KIS: 'The entry in the KIS register is ending' },
  registerEnded: { CIS: 'The CIS status has ended', KIS: 'The entry in the KIS register has ended' },
  confirmationEnd: (service) => `A confirmation of readiness is ending: ${service}`,

  review: 'To review',
  reviewNone: 'No report waits for a review.',
  submittedAgo: (n) => (n === 0 ? 'today' : counted('en', n, DAYS)),
  onTheWay: 'Experts in the field',
  quiet: 'No visit for over 30 days',
  quietDays: (n) => counted('en', n, DAYS),
  quietNever: 'no visit yet',
  quietNone: 'Every entity in the test had a visit in the last 30 days.',
  lastVisit: (day) => `last visit ${day}`,
  returnedFor: 'Returned, being corrected',
  plannedWeek: 'Planned for the next days',
  showMore: (n) => `Show more (${n} left)`,
} satisfies Words['today'];
