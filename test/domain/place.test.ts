import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTeryt, parsePlaces, placeLabel, searchPlaces } from '../../src/domain/place.ts';
import { shipped } from './content/files.ts';

const places = parsePlaces(shipped('places.json'));
const all = [...places.bySix.values()];
const found = (query: string, limit = 5) =>
  searchPlaces(places, query, limit).map((place) => `${place.name} (${place.powiat})`);

describe('[C1] TERC codes', () => {
  test('every shipped gmina has one (GUS, 2024-01-01)', () => {
    expect(all).toHaveLength(2477);
    expect(all.filter((place) => !isTeryt(place.code))).toEqual([]);
  });

  test.each(['0462011', '1465018', '3263011', '2461011', '0201044', '0201045', '0261019'])(
    '%s has the form',
    (code) => {
      expect(isTeryt(code)).toBe(true);
    },
  );

  test.each([
    ['0062011', 'no voivodeship 00'],
    ['0362011', 'voivodeships are even'],
    ['3462011', 'and end at 32'],
    ['0400011', 'no powiat 00'],
    ['0462001', 'no gmina 00'],
    ['0462010', 'no kind 0'],
    ['0462016', 'no kind 6'],
    ['0462017', 'no kind 7'],
    ['046201', 'six digits'],
    ['04620111', 'eight digits'],
    ['0462011\n', 'a line end'],
    ['٠462011', 'a foreign digit'],
  ])('%j has not: %s', (code) => expect(isTeryt(code)).toBe(false));
});

describe('[places] search', () => {
  test('Polish marks and case do not matter, ł included', () => {
    expect(found('lodz', 1)).toEqual(['Łódź (Łódź)']);
    expect(found('ŁÓDŹ', 1)).toEqual(['Łódź (Łódź)']);
    expect(found('gasawa')).toContain('Gąsawa (żniński)');
  });

  test('most exact first: the whole name, its beginning, a later word', () => {
    expect(found('chelm', 3)).toEqual(['Chełm (Chełm)', 'Chełm (chełmski)', 'Chełm Śląski (bieruńsko-lędziński)']);
    const names = searchPlaces(places, 'gora', 20).map((place) => place.name);
    expect(names[0]).toBe('Góra');
    expect(names.indexOf('Góra Kalwaria')).toBeLessThan(names.indexOf('Jelenia Góra'));
  });

  test('only beginnings of words match', () => {
    expect(found('arszawa')).toEqual([]);
    expect(found('biala', 50)).toContain('Bielsko-Biała (Bielsko-Biała)');
  });

  test('names of the same sound are told apart by powiat or voivodeship', () => {
    expect(found('osiek brodn')).toEqual(['Osiek (brodnicki)']);
    expect(found('osiek swietokrz')).toEqual(['Osiek (staszowski)']);
  });

  test('digits find codes', () => {
    expect(searchPlaces(places, '1465011', 5).map((place) => place.name)).toEqual(['Warszawa']);
    expect(searchPlaces(places, '0261', 5).map((place) => place.name)).toEqual(['Jelenia Góra']);
  });

  test('an empty query or limit finds nothing', () => {
    expect(found('')).toEqual([]);
    expect(found(' - ')).toEqual([]);
    expect(found('lodz', 0)).toEqual([]);
  });

  test('every gmina is found by its own name and powiat; never more than the limit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.integer({ min: 1, max: 20 }), (place, limit) => {
        expect(searchPlaces(places, `${place.name} ${place.powiat}`, 2477)).toContain(place);
        expect(searchPlaces(places, place.name, limit).length).toBeLessThanOrEqual(limit);
        expect(searchPlaces(places, place.name, limit)[0]?.name).toBe(place.name);
      }),
      { numRuns: 60 },
    );
  });
});

describe('[places] label', () => {
  test('pieces of a gmina, a powiat and a voivodeship', () => {
    const gmina = { gmina: 'Nowogrodziec', kind: 3, powiat: 'bolesławiecki', voivodeship: 'dolnośląskie' };
    expect(placeLabel(places, '0201043')).toEqual(gmina);
    expect(placeLabel(places, '0201')).toEqual({ ...gmina, gmina: null, kind: null });
    expect(placeLabel(places, '02')).toEqual({ ...gmina, gmina: null, kind: null, powiat: null });
  });

  test('parts of a gmina and kinds of another year get the label of the gmina', () => {
    expect(placeLabel(places, '0201044')?.gmina).toBe('Nowogrodziec');
    expect(placeLabel(places, '0201042')?.kind).toBe(3);
    expect(placeLabel(places, '1465028')).toMatchObject({ gmina: null, powiat: 'Warszawa' });
  });

  test('an unknown voivodeship has none', () => {
    expect(placeLabel(places, '9901011')).toBeNull();
    expect(placeLabel(places, '')).toBeNull();
  });
});

test('[places] a file that is not one is a bug', () => {
  expect(() => parsePlaces({})).toThrow();
});
