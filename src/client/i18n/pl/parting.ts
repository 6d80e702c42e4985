import { counted } from '../plural.ts';

const EDITS = { one: 'zmiana', few: 'zmiany', many: 'zmian', other: 'zmiany' };
const FILES = { one: 'zdjęcie lub nagranie', few: 'zdjęcia lub nagrania', many: 'zdjęć lub nagrań', other: 'zdjęcia' };
const TEXTS = { one: 'tekst', few: 'teksty', many: 'tekstów', other: 'tekstu' };

/** A device whose access was taken away: it hands over, erases itself and says so. */
export const parting = {
  title: 'Dostęp tego urządzenia został odebrany',
  body: 'Koordynator odłączył to urządzenie. Niewysłane zapisy idą teraz na serwer; potem urządzenie samo usunie wszystkie dane projektu.',
  sending: (edits: number, files: number) =>
    `Do przekazania: ${[edits > 0 && counted('pl', edits, EDITS), files > 0 && counted('pl', files, FILES)].filter(Boolean).join(', ')}`,
  stays: 'Nic nie zostanie usunięte, dopóki serwer tego nie przyjmie.',
  texts: (n: number) => `Tego nie da się przekazać: ${counted('pl', n, TEXTS)} w trakcie pisania`,
  textsBody:
    'Serwer nie przyjmie tych tekstów jako zmian. Zapisz je do pliku dla koordynatora, zanim urządzenie się wyczyści.',
  erasing: 'Wszystko przekazano. Dane są teraz usuwane.',
  again: 'Spróbuj teraz',
  eraseNow: 'Usuń dane z tego urządzenia',
  sureTitle: 'Usunąć dane razem z tymi tekstami?',
  sureBody: (n: number) =>
    `Na serwer nie trafi: ${counted('pl', n, TEXTS)}. Jeśli nie masz pliku, nikt już tego nie odtworzy. Tego kroku nie można cofnąć.`,
  locked: 'Dostęp tego urządzenia został odebrany',
  lockedBody: (n: number) =>
    `Odblokuj je, aby przekazać to, co jest tylko tutaj (${n}). Potem urządzenie samo usunie dane projektu. Bez odblokowania nic stąd nie zniknie i nic nie da się odczytać.`,
  ended: 'Dane projektu usunięto z tego urządzenia',
  why: {
    revoked: (code: string, when: string) =>
      `Koordynator odebrał temu urządzeniu dostęp do konta ${code}. Usunięto: ${when}.`,
    wipe: (code: string, when: string) =>
      `Koordynator polecił wyczyścić to urządzenie (konto ${code}), na przykład po zgłoszeniu zgubienia. Usunięto: ${when}.`,
    left: (code: string, when: string) => `Konto ${code} wylogowano z usunięciem danych. Usunięto: ${when}.`,
  },
  handed: (n: number) => `Przekazano wcześniej na serwer: ${counted('pl', n, EDITS)}`,
  handedBody: 'Czekają w całości na decyzję koordynatora, pod Twoim kodem.',
  receipt: 'Skrót potwierdzenia',
  lost: (n: number) => `Usunięto także to, czego serwer nie miał: ${n}.`,
  gone: 'Nie ma tu już kluczy, zapisów, kolejki, szkiców ani zdjęć. Została sama aplikacja, bez danych.',
  notDone: 'Usuwanie jeszcze trwa. Klucze już zniszczono, więc nikt nie odczyta reszty. Zamknij inne okna aplikacji.',
  untold: 'Serwer dowie się o tym, gdy będzie zasięg.',
  ask: 'Jeśli to pomyłka albo zmieniasz telefon, zadzwoń do koordynatora projektu. Z nowym kodem dodasz to urządzenie ponownie.',
  askAgain: 'Aby wrócić, poproś koordynatora o nowy kod.',
};
