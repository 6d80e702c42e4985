import { daysBetween } from '#domain/day.ts';
import type { SiteKind } from '#domain/site.ts';
import type { Chance } from './chance.ts';
import { additions, noteTexts, type NoteText } from './notes.ts';
import { actionTexts, aims, comments, mendings } from './phrases.ts';
import type { Course, Learner } from './learners.ts';
import type { Phone } from './stage.ts';

/** The calendar of the pilot. Days: YYYY-MM-DD. */
export interface Pilot {
  start: string;
  months: number;
  today: string;
}

/** An entity with its pair of experts and what is known about it between visits. */
export interface Team {
  index: number;
  site: { id: string; kind: SiteKind };
  pair: readonly [Phone, Phone];
  /** How good the entity is on a day, 0–1: the score that its ratings are drawn around. */
  level(day: string): number;
  /** How hard an item is for this entity, 0–1, the same at every rating. */
  hardness(itemId: string): number;
  /** Agreed actions that are still open. */
  open: { id: string; due: string }[];
  learners: Learner[];
  /** Where the group of each programme stands. */
  courses: Map<string, Course>;
  /** The expert whose phone has not heard of the last visit yet; the next visit asks for network first. */
  behind: Phone | null;
  aim(): string;
  comment(): string;
  action(): string;
  mending(): string;
  note(day: string): Pick<NoteText, 'sphere' | 'kind' | 'product' | 'text'>;
}

/** The expert's phone with this account, and the other one of the pair. */
export function pairOf({ pair: [a, b] }: Team, lead: string): { lead: Phone; other: Phone } {
  return a.device.me.account === lead ? { lead: a, other: b } : { lead: b, other: a };
}

/** Share of the test that has passed on a day, 0–1. */
export function shareOf(day: string, { start, today }: Pilot): number {
  return Math.min(1, Math.max(0, daysBetween(start, day) / Math.max(1, daysBetween(start, today))));
}

/** Share of notes that belong to no sphere. */
const GENERAL = 0.14;

/** A team at the start of the test. Every seventh entity lags behind. */
export function teamOf(
  chance: Chance,
  pilot: Pilot,
  { index, site, pair }: Pick<Team, 'index' | 'site' | 'pair'>,
): Team {
  const lags = index % 7 === 3;
  const from = lags ? 0.28 + chance.next() * 0.06 : 0.31 + chance.next() * 0.12;
  const to = lags ? 0.5 + chance.next() * 0.12 : 0.8 + chance.next() * 0.14;
  const hard = new Map<string, number>();
  const phase = (unfit: NoteText['when']) =>
    ([null, 1, 2, 3] as const).map((sphere) =>
      chance.deck(noteTexts.filter((note) => note.sphere === sphere && note.when !== unfit)),
    );
  const [early, late] = [phase('late'), phase('early')];
  return {
    index,
    site,
    pair,
    level: (day) => from + (to - from) * shareOf(day, pilot) ** 0.9,
    hardness(itemId) {
      const known = hard.get(itemId) ?? chance.next();
      hard.set(itemId, known);
      return known;
    },
    open: [],
    learners: [],
    courses: new Map(),
    behind: null,
    aim: chance.deck(aims),
    comment: chance.deck(comments),
    action: chance.deck(actionTexts),
    mending: chance.deck(mendings),
    note(day) {
      const decks = shareOf(day, pilot) < 0.5 ? early : late;
      const { sphere, kind, product, text } = chance.pick(
        chance.happens(GENERAL) ? decks.slice(0, 1) : decks.slice(1),
      )();
      const filled = text.replace('{n}', String(chance.between(5, 9)));
      const more = kind !== 'quote' && chance.happens(0.45) ? ` ${chance.pick(additions[kind])}` : '';
      return { sphere, kind, product, text: filled + more };
    },
  };
}
