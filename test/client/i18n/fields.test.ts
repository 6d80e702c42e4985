import { describe, expect, it } from 'vitest';
import { fieldName, momentWords, valueWords } from '#client/i18n/fields.ts';
import { pl } from '#client/i18n/pl.ts';
import { tables } from '#domain/tables.ts';

describe('names of fields', () => {
  it('exist for every field of every table, and none is left over', () => {
    const known = Object.fromEntries(
      Object.entries(tables).map(([name, { row }]) => [name, Object.keys(row.shape).sort()]),
    );
    const named = Object.fromEntries(
      Object.entries(pl.fields).map(([name, names]) => [name, Object.keys(names).sort()]),
    );
    expect(named).toEqual(known);
  });

  it('are those of the map for a keyed field; a field of a newer version keeps its own', () => {
    expect(fieldName('run', 'ratings.s1.n.1')).toBe('Ocena');
    expect(fieldName('visit', 'weather')).toBe('weather');
    expect(fieldName('loan', 'thing')).toBe('thing');
  });
});

describe('words of values', () => {
  it.each([
    ['run', 'ratings.s1.n.1', 'not', 'Niespełnione'],
    ['run', 'sources.s1.n.1', ['document', 'photo'], 'Dokument, Zdjęcie'],
    ['visit', 'status', 'returned', 'Zwrócona'],
    ['note', 'sphere', 2, 'Założyciele'],
    ['enrolment', 'criteria.m1.o1.c1', true, 'Tak'],
    ['enrolment', 'hours.m1', 2.5, '2,5'],
    ['action', 'due', '2026-11-21', '21.11.2026'],
    ['visit', 'informedAt', '2026-11-21T09:42:00.000Z', '21.11.2026 10:42'],
    ['note', 'text', 'jak było', 'jak było'],
    ['visit', 'mode', 'by-balloon', 'by-balloon'],
  ])('%s.%s: %s', (table, field, value, words) => {
    expect(valueWords(table, field, value)).toBe(words);
  });

  it('are null for what is empty', () => {
    for (const empty of [null, undefined, '', []]) expect(valueWords('note', 'text', empty)).toBeNull();
  });

  it('of an instant that cannot be read are the instant itself', () => {
    expect(momentWords('kiedyś')).toBe('kiedyś');
  });
});
