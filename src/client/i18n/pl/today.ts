import { counted } from '../plural.ts';

const DAYS = { one: 'dzień', few: 'dni', many: 'dni', other: 'dnia' };
const SITES = { one: 'podmiot', few: 'podmioty', many: 'podmiotów', other: 'podmiotu' };
const ACTIONS = { one: 'ustalenie', few: 'ustalenia', many: 'ustaleń', other: 'ustalenia' };

/** The screen of today. */
export const today = {
  title: 'Dziś',
  month: (n: number) => `${n}. miesiąc testu`,
  beforeTest: 'przed testem',
  afterTest: 'po teście',

  start: 'Rozpocznij wizytę',
  continue: 'Wróć do wizyty',
  newVisit: 'Nowa wizyta',
  running: 'Wizyta trwa',
  weekVisits: 'Wizyty w najbliższych dniach',
  overdueVisits: 'Zaplanowane, a jeszcze nie rozpoczęte',
  freeDay: 'Na dziś nie ma wizyt',
  freeDayBody: 'Możesz zaplanować następną albo rozpocząć wizytę od razu na miejscu.',
  noSites: 'Nie masz jeszcze przypisanego podmiotu',
  noSitesBody: 'Koordynator przypisuje podmioty ekspertom. Gdy to zrobi, podmiot pojawi się tu po synchronizacji.',

  startWhere: 'Gdzie zaczynasz wizytę?',
  planLater: 'Zaplanuj na inny dzień',
  plannedToday: 'zaplanowana na dziś',

  actions: 'Ustalenia na ten tydzień',
  actionsNone: 'Nic nie ma terminu w tym tygodniu.',
  actionsLater: (n: number) => `Później: ${counted('pl', n, ACTIONS)}`,
  actionEmpty: 'Puste ustalenie',
  returned: 'Zwrócone sprawozdania',
  unfinished: 'Sprawozdania do dokończenia',
  toCosign: 'Do uzgodnienia w parze',
  toCosignBy: (code: string) => `prowadzi ${code}, czeka na Ciebie`,
  waitsForPair: 'czeka na drugą osobę z pary',
  readyToSubmit: 'uzgodnione, prześlij',

  duties: 'Obowiązki i terminy',
  annualReport: (year: number) => `Sprawozdanie roczne do wojewody za ${year} r.`,
  annualReportSites: (n: number) => `dotyczy: ${counted('pl', n, SITES)}`,
  registerEnd: { CIS: 'Kończy się status CIS', KIS: 'Kończy się wpis do rejestru KIS' },
  registerEnded: { CIS: 'Skończył się status CIS', KIS: 'Skończył się wpis do rejestru KIS' },
  confirmationEnd: (service: string) => `Kończy się potwierdzenie gotowości: ${service}`,

  review: 'Do przeglądu',
  reviewNone: 'Żadne sprawozdanie nie czeka na przegląd.',
  submittedAgo: (n: number) => (n === 0 ? 'dziś' : counted('pl', n, DAYS)),
  onTheWay: 'Eksperci w terenie',
  quiet: 'Bez wizyty od ponad 30 dni',
  quietDays: (n: number) => counted('pl', n, DAYS),
  quietNever: 'jeszcze bez wizyty',
  quietNone: 'Każdy podmiot w teście miał wizytę w ostatnich 30 dniach.',
  lastVisit: (day: string) => `ostatnia wizyta ${day}`,
  returnedFor: 'Zwrócone, w poprawie',
  plannedWeek: 'Zaplanowane na najbliższe dni',
  showMore: (n: number) => `Pokaż więcej (zostało ${n})`,
};
