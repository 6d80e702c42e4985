import { counted } from '../plural.ts';

const RESULTS = { one: 'wynik', few: 'wyniki', many: 'wyników', other: 'wyniku' };

/** Search over everything on the device. */
export const search = {
  title: 'Szukaj wszędzie',
  sub: 'Notatki, wizyty, ustalenia, pozycje list i podmioty na tym urządzeniu',
  label: 'Czego szukasz',
  hint: 'Wystarczą początki słów. Polskie znaki i wielkość liter nie mają znaczenia.',
  filters: 'Zawęź wyniki',
  filtersOn: (n: number) => `Zawężone wyniki (${n})`,
  kind: 'Rodzaj',
  kinds: { note: 'Notatka', action: 'Ustalenie', item: 'Pozycja listy', visit: 'Wizyta', site: 'Podmiot' },
  sphere: 'Sfera',
  site: 'Podmiot',
  allSites: 'Wszystkie podmioty',
  from: 'Od dnia',
  to: 'Do dnia',
  clear: 'Pokaż bez zawężania',
  count: (n: number) => counted('pl', n, RESULTS),
  results: 'Wyniki',
  more: (n: number) => `Pokaż dalsze (${n})`,
  nothing: 'Nic nie znaleziono',
  nothingBody: 'Szukam tylko w tym, co jest na tym urządzeniu. Spróbuj krótszego początku słowa albo bez zawężania.',
};
