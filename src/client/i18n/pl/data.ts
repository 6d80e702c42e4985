import { counted } from '../plural.ts';

const DAYS = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
const ENTRIES = { one: 'zapis', few: 'zapisy', many: 'zapisów', other: 'zapisu' };
const PHOTOS = { one: 'zdjęcie', few: 'zdjęcia', many: 'zdjęć', other: 'zdjęcia' };

/** States of the data and time as it is said. Source: experience.md Vocabulary. */
export const data = {
  saved: 'Zapisano na tym urządzeniu',
  waiting: (n: number) => `Czeka na wysłanie: ${n}`,
  sent: 'Wysłano',
  confirmed: 'Potwierdzono',
  syncNow: 'Synchronizuj teraz',
  syncing: 'Trwa synchronizacja',
  offline: 'Bez zasięgu',
  refused: (n: number) => `Nie przyjęto: ${n}`,
  lastContact: (when: string) => `Ostatni kontakt z serwerem: ${when}`,
  neverContacted: 'Jeszcze bez kontaktu z serwerem',
  conflict: 'Dwie wersje — wybierz',
  conflictMine: 'Moja',
  conflictTheirs: 'Druga osoba',
  conflictBoth: 'Obie',
  readyQuestion: 'Gotowe bez zasięgu?',
  readyFor: (days: number) => `Gotowe na ${counted('pl', days, DAYS)} bez zasięgu`,
  days: (n: number) => counted('pl', n, DAYS),
  entries: (n: number) => counted('pl', n, ENTRIES),
  photos: (n: number) => counted('pl', n, PHOTOS),
  justNow: 'przed chwilą',
  minutesAgo: (n: number) => `${n} min temu`,
  hoursAgo: (n: number) => `${n} godz. temu`,
  today: 'dziś',
  tomorrow: 'jutro',
  yesterday: 'wczoraj',
  inDays: (n: number) => `za ${counted('pl', n, DAYS)}`,
  daysAgo: (n: number) => `${counted('pl', n, DAYS)} temu`,
  overdue: (n: number) => `${counted('pl', n, DAYS)} po terminie`,
};
