import { counted } from '../plural.ts';

const EDITS = {
  one: 'niewysłana zmiana',
  few: 'niewysłane zmiany',
  many: 'niewysłanych zmian',
  other: 'niewysłanej zmiany',
};
const MIGHT = { one: 'mogła przepaść', few: 'mogły przepaść', many: 'mogło przepaść', other: 'mogło przepaść' };

/** What may happen to the data of a device, and ways out: removal by the system, a broken storage, the emergency file. */
export const rescue = {
  title: 'Aplikacja nie może otworzyć swoich danych',
  retry: 'Spróbuj ponownie',
  toRescue: 'Otwórz stronę ratunkową',
  rescueBody:
    'Strona ratunkowa działa bez aplikacji: pokaże, co jest na tym urządzeniu, i zapisze niewysłane do pliku.',
  lostTitle: 'Dane na tym urządzeniu zostały usunięte przez system',
  lostEdits: (n: number) => `${counted('pl', n, EDITS)} ${MIGHT[new Intl.PluralRules('pl').select(n) as 'one']}.`,
  lostNone: 'Wszystko, co było tu zapisane, miał już serwer.',
  lostBody: 'Reszta pobiera się teraz z serwera. Koordynator dowie się o tym przy najbliższym połączeniu.',
  understood: 'Rozumiem',
  background: 'Wysyłanie w tle',
  backgroundYes: 'także przy zamkniętej aplikacji',
  backgroundNo: 'Ta przeglądarka wysyła tylko przy otwartej aplikacji',
  file: 'Plik awaryjny',
  fileBody:
    'Gdy tego urządzenia długo nie da się połączyć z serwerem: wszystko, czego serwer jeszcze nie ma, razem ze zdjęciami i nagraniami, w jednym zaszyfrowanym pliku. Otworzy go tylko serwer. Przekaż go koordynatorowi.',
  save: 'Zapisz niewysłane do pliku',
  saved: (edits: number, drafts: number, files: number) =>
    `Zapisano plik: zmiany ${edits}, teksty w trakcie ${drafts}, zdjęcia i nagrania ${files}`,
  unreadableFiles: (n: number) =>
    `Zdjęć lub nagrań, których to urządzenie nie może odczytać: ${n}. Nie ma ich w pliku; zrób je jeszcze raz, jeżeli to możliwe.`,
  importTitle: 'Wczytaj plik awaryjny',
  importBody:
    'Plik z urządzenia, którego nie dało się połączyć. Każda zmiana trafi na serwer pod kodem swojego autora. Ten sam plik można wczytać drugi raz bez szkody.',
  choose: 'Wybierz plik',
  imported: (author: string) => `Wczytano plik osoby ${author}`,
  counts: {
    ok: 'Przyjęte',
    dup: 'Były już na serwerze',
    refused: 'Nieprzyjęte, zachowane z powodem',
    parked: 'Czekają na decyzję koordynatora',
  },
  importing: (n: number, of: number) => `Zdjęcia i nagrania: ${n} z ${of}`,
  filesTaken: 'Zdjęcia i nagrania przyjęte',
  filesHeld: 'Zdjęcia i nagrania, które już były na serwerze',
  filesRefused: (why: string) => `Zdjęcia i nagrania nieprzyjęte: ${why}`,
  filesMissing: (n: number) =>
    `Plik nie dotarł cały: brakuje zdjęć lub nagrań (${n}). Poproś o ten sam plik jeszcze raz, przesłany inną drogą.`,
  privateTitle: 'Przeglądarka nie obiecuje zachować zapisów',
  privateBody:
    'To może być okno prywatne albo brak miejsca. Zainstaluj aplikację na ekranie głównym lub otwórz ją w zwykłym oknie, zanim zaczniesz zapisywać.',
  space: (size: string) => `Dostępne miejsce: ${size}`,
};
