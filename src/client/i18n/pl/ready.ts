import { counted } from '../plural.ts';

const VISITS = { one: 'wizyta', few: 'wizyty', many: 'wizyt', other: 'wizyty' };
const PHOTOS = { one: 'zdjęcie', few: 'zdjęcia', many: 'zdjęć', other: 'zdjęcia' };
const FILES = { one: 'plik', few: 'pliki', many: 'plików', other: 'pliku' };
const DAYS = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
const SAVED = { one: 'zapis', few: 'zapisy', many: 'zapisów', other: 'zapisu' };

/** Ready without network: one screen, one verdict. */
export const ready = {
  title: 'Gotowe bez zasięgu?',
  toReady: 'Gotowe bez zasięgu?',
  toReadySub: 'Sprawdź przed wyjazdem: jeden wynik na najbliższe 3 dni',
  verdict: {
    ready: 'Gotowe na 3 dni bez zasięgu',
    unsure: 'Nie wszystko udało się sprawdzić',
    'not-ready': 'Jeszcze nie gotowe',
  },
  looking: 'Sprawdzam to urządzenie…',
  lookAgain: 'Sprawdź ponownie',
  failing: (n: number) => `Do naprawienia: ${n}`,
  unknown: (n: number) => `Nie udało się sprawdzić: ${n}`,
  visits: (n: number) => (n === 0 ? 'brak zaplanowanych wizyt' : counted('pl', n, VISITS)),
  room: (n: number) => `miejsce na ${counted('pl', n, PHOTOS)}`,
  ahead: 'Wizyty w najbliższych 3 dniach',
  aheadNone: 'Na najbliższe 3 dni nie ma zaplanowanych wizyt. Wizytę można też rozpocząć bez planu.',
  here: 'wszystko jest na urządzeniu',
  notHere: 'jeszcze nie wszystko pobrane',
  state: { ok: 'Dobrze', fail: 'Do naprawienia', unknown: 'Nie wiadomo' },
  check: {
    app: 'Aplikacja jest cała na urządzeniu',
    records: 'Zapisy planowanych wizyt są na urządzeniu',
    unlock: 'Odblokowanie działa bez sieci',
    session: 'Logowanie jest ważne',
    persisted: 'Przeglądarka nie usunie danych',
    space: 'Miejsca wystarczy na zdjęcia',
    clock: 'Zegar jest dobrze ustawiony',
    queue: 'Wszystko jest wysłane',
  },
  /** What has to be mended, in a word. */
  short: {
    app: 'aplikacja',
    records: 'zapisy',
    unlock: 'odblokowanie',
    session: 'logowanie',
    persisted: 'ochrona danych',
    space: 'miejsce',
    clock: 'zegar',
    queue: 'wysyłka',
  },
  appOk: (n: number) => `${counted('pl', n, FILES)} na urządzeniu`,
  appMissing: (n: number) => `Brakuje: ${counted('pl', n, FILES)}. Otwórz aplikację ponownie, gdy jest zasięg.`,
  appNone: 'Aplikacja nie jest jeszcze przygotowana do startu bez sieci. Otwórz ją ponownie, gdy jest zasięg.',
  appOld: 'Na urządzeniu jest inna wersja niż na ekranie. Otwórz aplikację ponownie.',
  appUnknown: 'Przeglądarka nie odpowiedziała.',
  reload: 'Otwórz ponownie',
  recordsOk: 'Pobrane w całości, razem z listami kontrolnymi i programami.',
  recordsMissing: (n: number) =>
    `Nie wszystko jest pobrane: ${counted('pl', n, VISITS)}. Zsynchronizuj, gdy jest zasięg.`,
  recordsUnreadable: (n: number) =>
    `Nie da się odczytać: ${counted('pl', n, SAVED)}. Zsynchronizuj, a przyjdą jeszcze raz.`,
  unlockOk: 'Hasło albo odcisk palca otwiera aplikację na tym urządzeniu.',
  unlockNone: 'To urządzenie nie ma hasła. Ustaw je w ustawieniach.',
  unlockBroken: 'To urządzenie nie zdołało teraz przeliczyć hasła. Zamknij inne aplikacje i sprawdź ponownie.',
  toLock: 'Ustawienia blokady',
  sessionOk: (days: number) => `Bez kontaktu z serwerem ważne jeszcze ${counted('pl', days, DAYS)}.`,
  sessionEnded: 'Serwer prosi o ponowne zalogowanie. Zrób to, zanim wyjedziesz.',
  sessionEnding: 'Logowanie wygaśnie w czasie wyjazdu. Zsynchronizuj, gdy jest zasięg.',
  sessionUnknown: 'Urządzenie nie miało jeszcze kontaktu z serwerem.',
  persistedOk: 'Przeglądarka obiecała zachować dane.',
  persistedNot: 'Przy braku miejsca przeglądarka może usunąć dane. Poproś ją, żeby je zachowała.',
  persistedUnknown: 'Ta przeglądarka nie mówi, czy zachowa dane.',
  spaceOk: (free: string, needed: string) => `Wolne ${free}, potrzeba około ${needed}.`,
  spaceLittle: (free: string, needed: string) =>
    `Wolne ${free}, a potrzeba około ${needed}. Usuń z telefonu niepotrzebne pliki i sprawdź ponownie.`,
  spaceUnknown: 'Ta przeglądarka nie mówi, ile jest miejsca.',
  clockOk: 'Zgodny z serwerem przy ostatnim kontakcie.',
  clockOff: (minutes: number) =>
    `Różnica ${minutes} min. Włącz w telefonie automatyczną datę i godzinę, potem zsynchronizuj.`,
  clockUnknown: 'Nie było jeszcze z czym porównać: brak kontaktu z serwerem.',
  queueOk: 'Nic nie czeka na tym urządzeniu.',
  queueWaiting: (n: number) => `Czeka na wysłanie: ${counted('pl', n, SAVED)}. Zsynchronizuj, gdy jest zasięg.`,
  queueRefused: (n: number) => `Nieprzyjęte: ${counted('pl', n, SAVED)}. Zajrzyj do synchronizacji.`,
};
