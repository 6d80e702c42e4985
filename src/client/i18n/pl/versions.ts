import { counted } from '../plural.ts';

const VERSIONS = { one: 'wersja', few: 'wersje', many: 'wersji', other: 'wersji' };

/** Two versions of one field, what was put together by itself, and the past of a field. */
export const versions = {
  choose: (n: number) => (n === 2 ? 'Dwie wersje — wybierz' : `${counted('pl', n, VERSIONS)} — wybierz`),
  read: (n: number) => (n === 2 ? 'Dwie wersje' : counted('pl', n, VERSIONS)),
  all: 'Wszystkie',
  now: 'teraz w zapisie',
  at: (who: string, time: string) => `${who}, ${time}`,
  chosen: 'Wybrano jedną wersję',
  chosenBoth: 'Zachowano obie wersje',
  undecided: 'Do uzgodnienia',
  undecidedRating: 'Do uzgodnienia: do tego czasu pozycja liczy się jak nieoceniona.',
  deleteRequested: (who: string) => `${who}: prośba o usunięcie tego zapisu`,
  deleteRequestedBody: 'Ktoś chciał usunąć zapis, ale nie widział jeszcze jego ostatniej zmiany.',
  restored: (who: string) => `${who}: zapis usunięty i przywrócony`,
  restoredBody: 'Jedna osoba usunęła zapis, a druga go w tym czasie zmieniła. Zapis został.',
  keep: 'Zostaw',
  remove: 'Usuń',
  kept: 'Zapis zostaje',
  removed: 'Zapis usunięty',

  list: 'Do uzgodnienia',
  between: (codes: string) => `wersje: ${codes}`,
  mergedList: 'Połączone samoczynnie',
  mergedBody: 'Zmiany były w różnych miejscach tekstu. Sprawdź, czy całość ma sens.',
  merged: 'Połączono dwie wersje tekstu',
  mergeUndone: 'Znów są dwie wersje do wyboru',

  history: 'Historia',
  historyNone: 'Nie było innych wartości.',
  historyHere: 'Bez połączenia z serwerem widać tylko to, co pamięta to urządzenie.',
  current: 'obecnie',
  restore: 'Przywróć',
  restoreOf: (who: string, time: string) => `Przywróć wartość: ${who}, ${time}`,
  restoredValue: 'Przywrócono wcześniejszą wartość',
  empty: 'puste',
  unknownPerson: 'nieznana osoba',
};
