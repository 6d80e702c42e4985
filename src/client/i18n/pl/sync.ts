import { counted } from '../plural.ts';

const EDITS = { one: 'zmiana', few: 'zmiany', many: 'zmian', other: 'zmiany' };
const SITES = { one: 'podmiot', few: 'podmioty', many: 'podmiotów', other: 'podmiotu' };
const RECORDS = {
  one: 'zapis nieprzyjęty',
  few: 'zapisy nieprzyjęte',
  many: 'zapisów nieprzyjętych',
  other: 'zapisu nieprzyjętego',
};

/** The sync centre and the line of state. */
export const sync = {
  title: 'Synchronizacja',
  allConfirmed: 'Wszystko potwierdzone',
  allConfirmedBody: 'Serwer ma każdy zapis z tego urządzenia.',
  waitingTitle: 'Na tym urządzeniu, jeszcze niewysłane',
  waitingBody: 'Wyślą się same, gdy serwer będzie dostępny. Możesz pracować dalej i zamknąć aplikację.',
  sentTitle: 'Wysłane, czekają na potwierdzenie',
  refusedTitle: 'Nieprzyjęte przez serwer',
  refusedBody: 'Treść jest tutaj cała. Popraw zapis, wyślij go ponownie albo odrzuć swoją zmianę.',
  onTheWay: 'W drodze',
  nothingOnTheWay: 'Nic nie czeka. Każdy zapis dotarł na serwer.',
  edits: (n: number) => counted('pl', n, EDITS),
  refusedRecords: (n: number) => counted('pl', n, RECORDS),
  resend: 'Wyślij ponownie',
  resent: 'Zapis czeka na ponowne wysłanie',
  giveUp: 'Odrzuć moją zmianę',
  giveUpTitle: 'Odrzucić tę zmianę?',
  giveUpBody:
    'Na ekranie znów będzie wersja z serwera. Serwer zachowuje kopię odrzuconej zmiany z powodem. Tego kroku nie można cofnąć.',
  gaveUp: 'Zmiana odrzucona',
  details: 'Pokaż treść',
  field: (name: string) => `Pole: ${name}`,
  state: 'Stan',
  lastContact: 'Ostatni kontakt z serwerem',
  never: 'jeszcze nie było',
  nextTry: (time: string) => `następna próba o ${time}`,
  held: 'Pobrane podmioty',
  heldOf: (n: number, of: number) => `${n} z ${counted('pl', of, SITES)}`,
  loading: (n: number, of: number) => `Pobieranie danych: ${n} z ${of}`,
  drafts: 'Teksty w trakcie pisania',
  repairs: 'Naprawione pobrania',
  clock: 'Zegar urządzenia',
  clockOk: 'zgodny z serwerem',
  clockOff: (minutes: number) => `różni się od serwera o ${minutes} min: sprawdź datę i godzinę`,
  account: 'Konto na tym urządzeniu',
  signOut: 'Odłącz to urządzenie',
  signOutTitle: 'Odłączyć to urządzenie?',
  signOutBody:
    'Dane zostaną usunięte z tego urządzenia; na serwerze są wszystkie. Aby wrócić, potrzebny będzie nowy kod od koordynatora.',
  signInAgain: 'Zaloguj to urządzenie ponownie',
  tables: {
    project: 'Ustawienia projektu',
    person: 'Osoba w projekcie',
    site: 'Karta podmiotu',
    visit: 'Wizyta',
    attendee: 'Osoba obecna',
    photo: 'Zdjęcie lub nagranie',
    note: 'Notatka',
    action: 'Ustalenie',
    run: 'Lista kontrolna',
    participant: 'Uczestnik',
    enrolment: 'Przebieg szkolenia',
    unknown: 'Zapis z nowszej wersji',
  },
};
