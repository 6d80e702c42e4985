import { describe, expect, it } from 'vitest';
import { en } from '#client/i18n/en.ts';
import {
  dueDay,
  formatDay,
  formatMonth,
  formatNumber,
  formatPercent,
  formatTime,
  nearDay,
  timeAgo,
} from '#client/i18n/format.ts';
import { pl } from '#client/i18n/pl.ts';
import { counted, plural } from '#client/i18n/plural.ts';
import { i18n, problemWords } from '#client/i18n/words.svelte.ts';
import { ROLES } from '#domain/access.ts';
import { RATINGS } from '#domain/checklist.ts';
import { AGE_BANDS, BASES, PARTICIPANT_STATES, SEXES } from '#domain/participant.ts';
import { METHODS } from '#domain/ledger.ts';
import { OutcomeResult } from '#domain/programme.ts';
import { SOURCES } from '#domain/run.ts';
import { ORGANISERS, SITE_KINDS, SITE_STATES } from '#domain/site.ts';
import { ACTION_STATES, NOTE_KINDS, PRODUCTS, SPHERES, VISIT_MODES, VISIT_STATES, VISIT_TYPES } from '#domain/visit.ts';

type Tree = { [key: string]: string | ((...args: never[]) => string) | Tree };

/** Paths of all messages with their kind: `common.ok string`, `data.waiting function 1`. */
function paths(tree: Tree, at = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    if (typeof value === 'object') return paths(value, `${at}${key}.`);
    return [`${at}${key} ${typeof value}${typeof value === 'function' ? ` ${value.length}` : ''}`];
  });
}

function texts(tree: Tree, at = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'object') return texts(value, `${at}${key}.`);
    return typeof value === 'string' ? [[at + key, value]] : [];
  });
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const VISIT = { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' };

describe('words', () => {
  it('[I1] both languages have the same messages with the same arguments', () => {
    expect(paths(en).sort()).toEqual(paths(pl).sort());
  });

  it('[I2] no message is empty or begins or ends with a blank', () => {
    for (const [path, text] of [...texts(pl), ...texts(en)]) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).toBe(text.trim());
    }
  });

  it('[I3] every value of every enumeration has a name, and no name is left over', () => {
    const names: [object, readonly (string | number)[]][] = [
      [pl.labels.role, ROLES],
      [pl.labels.siteKind, SITE_KINDS],
      [pl.labels.organiser, ORGANISERS],
      [pl.labels.siteState, SITE_STATES],
      [pl.labels.visitState, VISIT_STATES],
      [pl.labels.visitMode, VISIT_MODES],
      [pl.labels.visitType, VISIT_TYPES],
      [pl.labels.noteKind, NOTE_KINDS],
      [pl.labels.actionState, ACTION_STATES],
      [pl.labels.rating, RATINGS],
      [pl.labels.ratingShort, RATINGS],
      [pl.labels.outcomeResult, OutcomeResult.options],
      [pl.labels.method, METHODS],
      [pl.labels.source, SOURCES],
      [pl.labels.participantState, PARTICIPANT_STATES],
      [pl.labels.ageBand, AGE_BANDS],
      [pl.labels.sex, SEXES],
      [pl.labels.basis, BASES],
      [pl.labels.sphere, SPHERES],
      [pl.labels.sphereTitle, SPHERES],
      [pl.labels.product, PRODUCTS],
      [pl.labels.productTitle, PRODUCTS],
    ];
    for (const [labels, values] of names) expect(Object.keys(labels).sort()).toEqual(values.map(String).sort());
  });

  it('[I4] every error says what happened, that nothing is lost or why, and what to do', () => {
    for (const [type, words] of Object.entries(pl.errors)) {
      expect(Object.keys(words), type).toEqual(['title', 'body', 'action']);
    }
    expect(problemWords('Offline').title).toBe('Bez zasięgu');
    expect(problemWords('NobodyKnowsThis')).toEqual(pl.errors.Unexpected);
    expect(problemWords('constructor')).toEqual(pl.errors.Unexpected);
  });

  it('[I5] the language is Polish until changed, and changes the words at once, without a browser too', () => {
    expect(i18n.lang).toBe('pl');
    i18n.setLang('en');
    expect(i18n.m.nav.today).toBe('Today');
    i18n.setLang('pl');
    expect(i18n.m.nav.today).toBe('Dziś');
  });

  it('[I6] states of data are said in the words of the vocabulary', () => {
    expect(pl.data.saved).toBe('Zapisano na tym urządzeniu');
    expect(pl.data.waiting(3)).toBe('Czeka na wysłanie: 3');
    expect(en.data.waiting(3)).toBe('Waiting to send: 3');
    expect(plain(pl.data.readyFor(3))).toBe('Gotowe na 3 dni bez zasięgu');
    expect(plain(pl.data.readyFor(1))).toBe('Gotowe na 1 dzień bez zasięgu');
  });
});

describe('plurals', () => {
  it.each([
    [0, 'wizyt'],
    [1, 'wizyta'],
    [2, 'wizyty'],
    [5, 'wizyt'],
    [12, 'wizyt'],
    [22, 'wizyty'],
    [112, 'wizyt'],
    [1.5, 'wizyty'],
  ])('[I7] Polish: %d %s', (n, form) => {
    expect(plural('pl', n, VISIT)).toBe(form);
  });

  it('[I8] English has two forms; a figure never parts from its word', () => {
    expect(plural('en', 1, { one: 'visit', other: 'visits' })).toBe('visit');
    expect(plural('en', 0, { one: 'visit', other: 'visits' })).toBe('visits');
    expect(counted('pl', 5, VISIT)).toBe('5\u00a0wizyt');
  });
});

describe('dates and figures', () => {
  it('[I9] days are written as the language writes them', () => {
    expect(formatDay('2026-11-21', 'pl')).toBe('21.11.2026');
    expect(formatDay('2026-11-21', 'en')).toBe('21/11/2026');
    expect(formatDay('2026-11-21', 'pl', 'long')).toBe('21 listopada 2026');
    expect(formatDay('2026-11-21', 'pl', 'weekday')).toBe('sobota, 21 listopada');
    expect(formatMonth('2026-11', 'pl')).toBe('listopad 2026');
    expect(formatDay('not a day', 'pl')).toBe('not a day');
  });

  it('[I10] near days are said in words, far ones exactly, a month end and a change of clock between them', () => {
    const today = '2026-03-28';
    const said = (day: string) => plain(nearDay(day, today, 'pl'));
    expect(said('2026-03-28')).toBe('dziś');
    expect(said('2026-03-29')).toBe('jutro');
    expect(said('2026-03-27')).toBe('wczoraj');
    expect(said('2026-03-31')).toBe('za 3 dni');
    expect(said('2026-03-26')).toBe('2 dni temu');
    expect(said('2026-05-01')).toBe('01.05.2026');
    expect(plain(dueDay('2026-03-26', today, 'pl'))).toBe('2 dni po terminie');
    expect(plain(dueDay('2026-03-27', today, 'pl'))).toBe('1 dzień po terminie');
    expect(plain(dueDay('2026-03-29', today, 'pl'))).toBe('jutro');
  });

  it('[I11] time passed is said in words', () => {
    const now = Date.UTC(2026, 10, 21, 12);
    expect(timeAgo(now - 20_000, now, 'pl')).toBe('przed chwilą');
    expect(timeAgo(now + 5_000, now, 'pl')).toBe('przed chwilą');
    expect(timeAgo(now - 5 * 60_000, now, 'pl')).toBe('5 min temu');
    expect(timeAgo(now - 3 * 3_600_000, now, 'pl')).toBe('3 godz. temu');
    expect(plain(timeAgo(now - 26 * 3_600_000, now, 'pl'))).toBe('1 dzień temu');
  });

  it('[I12] numbers, percent and time as the language writes them', () => {
    expect(formatNumber(12.5, 'pl')).toBe('12,5');
    expect(formatNumber(12.5, 'en')).toBe('12.5');
    expect(plain(formatNumber(12345, 'pl'))).toBe('12 345');
    expect(plain(formatPercent(0.71, 'pl'))).toBe('71 %');
    expect(formatPercent(null, 'pl')).toBe('–');
    expect(formatTime('10:42', 'pl')).toBe('10:42');
    expect(formatTime(Date.UTC(2026, 10, 21, 9, 5), 'pl')).toBe('10:05');
  });
});
