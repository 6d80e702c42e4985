import { counted } from '../plural.ts';

const REMARKS = { one: 'uwaga', few: 'uwagi', many: 'uwag', other: 'uwagi' };
const REPORTS = { one: 'sprawozdanie', few: 'sprawozdania', many: 'sprawozdań', other: 'sprawozdania' };
const DAYS = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };

/** The review of reports: remarks, the quality checklist, the sample, corrective actions. */
export const reviews = {
  title: 'Przegląd sprawozdań',
  toReview: 'Przegląd sprawozdań',
  toReviewSub: 'Kolejka, próba miesiąca, terminowość, działania korygujące',
  tabs: 'Części przeglądu',
  queue: 'Kolejka',
  sample: 'Próba',
  onTime: 'Terminowość',
  corrections: 'Działania korygujące',

  // The queue.
  waiting: (n: number) => `Do przeglądu: ${counted('pl', n, REPORTS)}`,
  queueNone: 'Żadne sprawozdanie nie czeka na przegląd',
  queueNoneBody: 'Przesłane sprawozdania pojawią się tutaj po synchronizacji, najdłużej czekające na górze.',
  inTime: 'w terminie',
  late: (n: number) => `${counted('pl', n, DAYS)} po terminie`,
  timeUnknown: 'termin nieznany',
  again: 'ponownie',
  inSample: 'w próbie',
  waits: (n: number) => (n === 0 ? 'przesłane dziś' : `czeka ${counted('pl', n, DAYS)}`),
  returnedList: 'Zwrócone, w poprawie',
  answersOf: (answered: number, all: number) => `odpowiedzi: ${answered} z ${all}`,

  // The sample.
  month: 'Miesiąc',
  monthBefore: 'Poprzedni miesiąc',
  monthAfter: 'Następny miesiąc',
  sampleOf: (n: number, of: number) => `${n} z ${counted('pl', of, REPORTS)} w próbie`,
  sampleDone: (n: number, of: number) => `Przejrzane z próby: ${n} z ${of}`,
  sampleNone: 'W tym miesiącu nie przesłano jeszcze sprawozdań',
  sampleNoneBody: 'Próba powstaje sama z przesłanych sprawozdań.',
  sampleAbout: 'Jak powstaje próba',
  sampleExplain:
    'W próbie są wszystkie sprawozdania z pierwszego miesiąca testu i pierwsze sprawozdanie każdego eksperta, co piąte wylosowane ze skrótu identyfikatora wizyty (nikt go nie wybiera), te, w których ocena skoczyła o dwa stopnie, i te, w których brakuje ponad połowy uzasadnień. Na koniec próba jest uzupełniana tak, żeby w każdym miesiącu każdy ekspert miał w niej co najmniej jedno sprawozdanie swojej pary.',
  reason: {
    'first-month': 'pierwszy miesiąc testu',
    newcomer: 'pierwsze sprawozdanie eksperta',
    drawn: 'wylosowane',
    jump: 'skok oceny o dwa stopnie',
    evidence: 'brak uzasadnień',
    expert: 'uzupełnienie: ekspert bez sprawozdania w próbie',
  },
  sampledBecause: (reasons: string) => `W próbie miesiąca: ${reasons}`,
  notReviewed: 'bez listy jakości',
  reviewed: (n: number, of: number) => `lista jakości: ${n} z ${of}`,

  // Punctuality.
  onTimeAll: 'Sprawozdania w terminie',
  onTimeLabel: 'Sprawozdania w terminie i po terminie',
  onTimePart: 'W terminie',
  latePart: 'Po terminie',
  pendingPart: 'Termin jeszcze trwa',
  unknownPart: 'Bez daty przesłania',
  byExpert: 'Według eksperta prowadzącego',
  expert: 'Ekspert',
  rate: 'Odsetek',
  onTimeExplain:
    'Sprawozdanie jest w terminie, gdy przesłano je najpóźniej 5. dnia roboczego po wizycie. Liczy się pierwsze przesłanie: zwrot do poprawy niczego nie opóźnia.',
  onTimeNone: 'Nie ma jeszcze wizyt, z których należy się sprawozdanie',

  // The review of one report.
  listTitle: 'Jakość pracy eksperta',
  listProgress: 'Postęp listy jakości',
  listRated: (n: number, of: number) => `${n} z ${of} pozycji`,
  listNotBegun: 'Lista nie jest jeszcze rozpoczęta. Pierwsza ocena ją rozpoczyna.',
  listMissing: 'Tej wersji listy jakości nie ma w aplikacji. Zaktualizuj aplikację.',
  rateItem: (text: string) => `Ocena: ${text}`,
  reasonOf: 'Uzasadnienie',
  openList: 'Oceniaj listą jakości',
  pastReviews: 'Wcześniejsze przeglądy',
  critical: (n: number) => `luki krytyczne: ${n}`,

  // Remarks.
  remarks: 'Uwagi do sprawozdania',
  remarksCount: (n: number) => counted('pl', n, REMARKS),
  remarksOpen: (n: number) => `Czekają na odpowiedź: ${n}`,
  remarksAllAnswered: 'Na wszystkie uwagi jest odpowiedź.',
  addRemark: 'Dodaj uwagę',
  addRemarkTo: (what: string) => `Dodaj uwagę: ${what}`,
  remark: 'Uwaga',
  remarkText: 'Treść uwagi',
  remarkHint: 'Napisz, czego brakuje albo co trzeba zmienić.',
  remarkRemoved: 'Usunięto uwagę',
  removeRemark: 'Usuń uwagę',
  answer: 'Odpowiedź',
  answerHint:
    'Napisz, co zmieniono albo dlaczego zostaje tak jak jest. Zapisuje się na tym urządzeniu także bez zasięgu.',
  sendAnswer: 'Odpowiedz',
  answered: 'Odpowiedź zapisana',
  changeAnswer: 'Zmień odpowiedź',
  close: 'Zamknij uwagę',
  closed: 'Uwaga zamknięta',
  askOn: 'Zapytaj ponownie',
  askedLine: (day: string) => `${day} · specjalista ds. jakości`,
  answeredLine: (day: string, who: string) => `${day} · ${who}`,
  closedLine: (day: string) => `${day} · uwaga zamknięta`,
  quoteOf: 'Dotyczy',
  placeGone: 'Miejsca, którego dotyczy uwaga, już nie ma w sprawozdaniu.',
  toPlace: 'Pokaż miejsce',
  tasks: 'Uwagi do odpowiedzi',
  taskOf: (site: string, day: string) => `${site} · wizyta ${day}`,
  taskOther: 'prowadzi druga osoba z pary',

  // Deciding.
  openRemarksReturn: (n: number) =>
    `W sprawozdaniu: ${counted('pl', n, REMARKS)} bez odpowiedzi. Eksperci zobaczą je w miejscach, których dotyczą.`,
  answeredClose: (n: number) => `Po przyjęciu zamkną się uwagi z odpowiedzią: ${n}.`,
  openBar: (n: number) =>
    `Bez odpowiedzi: ${counted('pl', n, REMARKS)}. Zamknij je albo zwróć sprawozdanie, żeby eksperci odpowiedzieli.`,
  sampleUnfinished: (n: number, of: number) =>
    `To sprawozdanie jest w próbie miesiąca, a na liście jakości oceniono ${n} z ${of} pozycji.`,

  // Corrective actions.
  addCorrection: 'Nowe działanie korygujące',
  correctionText: 'Co ekspert ma zmienić w sposobie pracy',
  correctionTextNeeded: 'Napisz, co ma się zmienić.',
  correctionOwner: 'Kto',
  correctionDue: 'Do kiedy',
  correctionAdd: 'Dodaj działanie',
  correctionsNone: 'Nie ma działań korygujących',
  correctionsNoneBody: 'Dodaje się je w sprawozdaniu, którego dotyczą.',
  correctionOpen: 'Otwarte',
  correctionClosed: 'Zamknięte',
  correctionDone: 'Wykonane',
  correctionDrop: 'Nieaktualne',
  correctionReopen: 'Otwórz ponownie',
  correctionOutcome: 'Co zrobiono',
  correctionClosedToast: 'Działanie zamknięte',
  correctionsForMe: 'Działania korygujące dla Ciebie',
  noDue: 'bez terminu',
};
