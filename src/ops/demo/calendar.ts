import { addDays } from '#domain/day.ts';
import type { Row } from '#domain/tables.ts';
import type { Chance } from './chance.ts';

/** Work that waits for its hour. Forms: YYYY-MM-DD and HH:MM. */
export interface Agenda {
  /** A time that has passed stands for the next free moment. */
  at(day: string, clock: string, work: () => Promise<void>): void;
  /** Does everything up to the given hour, in order, including what is added meanwhile. `tell` hears every new day. */
  run(from: string, today: string, now: string, tell: (day: string, clock: string) => void): Promise<void>;
}

/** An empty agenda. */
export function openAgenda(): Agenda {
  const days = new Map<string, { clock: string; n: number; work: () => Promise<void> }[]>();
  let count = 0;
  return {
    at(day, clock, work) {
      const list = days.get(day);
      const entry = { clock, n: count++, work };
      if (list) list.push(entry);
      else days.set(day, [entry]);
    },
    async run(from, today, now, tell) {
      for (let day = from; day <= today; day = addDays(day, 1)) {
        const list = days.get(day) ?? [];
        for (;;) {
          list.sort((a, b) => (a.clock === b.clock ? a.n - b.n : a.clock < b.clock ? -1 : 1));
          const next = list[0];
          if (!next || (day === today && next.clock > now)) break;
          list.shift();
          tell(day, next.clock);
          await next.work();
        }
      }
    },
  };
}

/** What is rated during a visit: nothing, the minimum standard, the spheres, both, or a first part of the standard. */
export type Rated = 'none' | 'standard' | 'spheres' | 'all' | 'begun';

/** One visit before it happens. */
export interface Slot {
  day: string;
  /** Form: HH:MM. */
  start: string;
  /** Unit: minutes. */
  length: number;
  /** Which expert of the pair leads. */
  lead: 0 | 1;
  type: Row<'visit'>['type'];
  mode: Row<'visit'>['mode'];
  rated: Rated;
  /** How far it goes if time allows: never begun, begun, written, cancelled, or all the way; `weak` is sent back. */
  fate: 'planned' | 'running' | 'written' | 'cancelled' | 'whole' | 'weak';
}

const holidays = ['01-01', '01-06', '05-01', '05-03', '08-15', '11-01', '11-11', '12-24', '12-25', '12-26'];

/** Test months in which the spheres are rated, from 0, besides the last. */
const RATED_MONTHS: readonly number[] = [0, 4, 8];

/** Planned visits lie at most so many days ahead. */
const AHEAD = 8;

/** The first day of the month that lies `months` after (before, when negative) the month of `day`. */
export function monthOf(day: string, months: number): string {
  const all = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}-01`;
}

/** The day itself or the next (`step` 1) or last (`step` −1) working day. */
export function workday(day: string, step: 1 | -1 = 1): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const free = weekday === 0 || weekday === 6 || holidays.includes(day.slice(5));
  return free ? workday(addDays(day, step), step) : day;
}

/** Visits of the entity with this index: two a month, and around today what makes the demo's screens speak. */
export function slotsOf(
  chance: Chance,
  index: number,
  { start, months, today }: { start: string; months: number; today: string },
): Slot[] {
  const days: string[] = [];
  for (let m = 0; m < months; m++) {
    const first = monthOf(start, m);
    days.push(workday(addDays(first, chance.between(2, 12))), workday(addDays(first, chance.between(15, 25))));
  }
  const kept = [...new Set(days)].filter((day) => allowed(index, day, today));
  const past = kept.filter((day) => day < today);
  const slots = kept.map((day, n): Slot => {
    const seconds = kept.filter((other) => other.slice(0, 7) === day.slice(0, 7)).indexOf(day) > 0;
    const month =
      (Number(day.slice(0, 4)) - Number(start.slice(0, 4))) * 12 + Number(day.slice(5, 7)) - Number(start.slice(5, 7));
    const last = index !== 0 && day === past.at(-1);
    const rated = last
      ? 'all'
      : n === 0
        ? 'standard'
        : RATED_MONTHS.includes(month) && (month === 0) === seconds
          ? 'spheres'
          : 'none';
    const first = n === 0;
    const remote = rated === 'none' && chance.happens(0.08);
    return {
      day,
      start:
        day === today
          ? chance.pick(['10:00', '11:30', '13:00'])
          : chance.pick(['08:30', '09:00', '09:30', '10:00', '11:00']),
      length: rated === 'none' ? chance.between(6, 14) * 15 : chance.between(14, 20) * 15,
      lead: n % 2 === 0 ? 0 : 1,
      type: first
        ? 'opening'
        : chance.happens(0.7)
          ? 'working'
          : chance.pick(['thematic', 'thematic', 'mobile', 'urgent']),
      mode: remote ? chance.pick(['remote', 'mixed']) : 'onsite',
      rated,
      fate:
        day >= today
          ? 'planned'
          : rated === 'none' && day < addDays(today, -10) && chance.happens(0.03)
            ? 'cancelled'
            : 'whole',
    };
  });
  return [...slots, ...extra(index, today)].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Entity 0 has its own last two weeks, entity 7 has not been visited for long, and nobody plans far ahead. */
function allowed(index: number, day: string, today: string): boolean {
  if (index === 0) return day < addDays(today, -14);
  if (index === 7) return day < addDays(today, -42);
  return day <= addDays(today, AHEAD) && (index > 6 || day < today);
}

/** Visits near today that always exist, whatever the weekday. */
function extra(index: number, today: string): Slot[] {
  const visit = (day: string, more: Partial<Slot>): Slot => ({
    day,
    start: '09:00',
    length: 210,
    lead: 0,
    type: 'working',
    mode: 'onsite',
    rated: 'none',
    fate: 'planned',
    ...more,
  });
  switch (index) {
    case 0:
      return [
        visit(workday(addDays(today, -9), -1), { rated: 'spheres', fate: 'weak' }),
        visit(workday(addDays(today, -3), -1), { lead: 1, fate: 'written', type: 'thematic' }),
        visit(today, { start: '08:10', rated: 'begun', fate: 'running' }),
        visit(addDays(today, 2), { lead: 1, start: '10:00' }),
      ];
    case 1:
    case 2:
      return [visit(today, { lead: 1, start: index === 1 ? '10:00' : '12:30' })];
    case 3:
    case 4:
    case 5:
      return [visit(addDays(today, index - 2), { start: '09:30' })];
    case 6:
      return [visit(workday(addDays(today, -2), -1), { lead: 1 })];
    default:
      return [];
  }
}
