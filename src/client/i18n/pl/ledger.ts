import { counted } from '../plural.ts';

const PIECES = { one: 'dowód', few: 'dowody', many: 'dowodów', other: 'dowodu' };
const VERIFIED = { one: 'zweryfikowany', few: 'zweryfikowane', many: 'zweryfikowanych', other: 'zweryfikowanego' };
const WAITING = { one: 'czeka', few: 'czekają', many: 'czeka', other: 'czeka' };

/** Evidence, assessment and verification of learning outcomes. */
export const ledger = {
  stage: {
    'not-assessed': 'Nieoceniony',
    'to-assess': 'Do oceny',
    'not-yet': 'Jeszcze nie',
    partial: 'Częściowo',
    waiting: 'Czeka na drugą osobę',
    returned: 'Zwrócony',
    achieved: 'Osiągnięty',
  },
  pieces: (n: number) => (n === 0 ? 'bez dowodu' : counted('pl', n, PIECES)),
  sum: (verified: number, waiting: number, partly: number) =>
    [
      counted('pl', verified, VERIFIED),
      ...(waiting > 0 ? [`${counted('pl', waiting, WAITING)} na drugą osobę`] : []),
      ...(partly > 0 ? [`${partly} częściowo`] : []),
    ].join(', '),

  evidence: 'Dowody',
  evidenceNone: 'Nie ma jeszcze dowodu. Zapisz, co było widać, co powstało albo co padło w rozmowie.',
  addEvidence: (method: string) => `Dodaj dowód: ${method.toLowerCase()}`,
  method: 'Rodzaj dowodu',
  day: 'Dzień',
  note: 'Co się wydarzyło',
  noteHint: 'Zadanie, warunki, wynik. Bez nazwisk.',
  noNote: 'bez opisu',
  edit: (method: string, day: string) => `Zmień dowód: ${method.toLowerCase()}, ${day}`,
  remove: 'Usuń dowód',
  removed: 'Dowód usunięty',

  assess: 'Ocena efektu',
  assessed: (who: string, day: string) => `Ocena: ${who}, ${day}`,
  waitingBody: 'Zaliczy się dopiero wtedy, gdy ekspert ds. efektów kształcenia przeczyta dowody i potwierdzi ocenę.',
  waitingNoEvidence: 'Bez choć jednego dowodu druga osoba nie ma na czym oprzeć potwierdzenia.',
  verified: (who: string, day: string) => `Zweryfikowano: ${who}, ${day}`,
  verifiedBody:
    'Kryteria i dowody są zamknięte. Żeby je zmienić, otwórz ocenę na nowo; potem trzeba ją zweryfikować jeszcze raz.',
  reopen: 'Otwórz ocenę na nowo',
  returned: (who: string, day: string) => `Zwrócono: ${who}, ${day}`,
  again: 'Zgłoś ponownie',
  againDone: 'Ocena znów czeka na drugą osobę',

  queue: 'Do weryfikacji',
  queueSub: (n: number) =>
    n === 0
      ? 'Nic nie czeka'
      : `${counted('pl', n, { one: 'efekt czeka', few: 'efekty czekają', many: 'efektów czeka', other: 'efektu czeka' })} na drugą osobę`,
  queueNone: 'Wszystkie ocenione efekty są zweryfikowane',
  queueNoneBody: 'Nowe pojawią się tutaj, gdy eksperci ocenią efekt jako osiągnięty, a urządzenie się zsynchronizuje.',
  queueForbidden: 'Weryfikuje ekspert ds. efektów kształcenia',
  queueForbiddenBody: 'Opiekunowie testowania oceniają efekty na karcie uczestnika; potwierdza je druga osoba.',
  anySite: 'Każdy podmiot',
  site: 'Podmiot',
  onlyBare: 'Tylko bez dowodu',
  criteria: 'Kryteria',
  met: 'spełnione',
  unmet: 'niezaznaczone',
  toParticipant: 'Karta uczestnika',
  confirm: 'Potwierdź',
  confirmed: 'Efekt zweryfikowany',
  return: 'Zwróć z powodem',
  returnTitle: 'Zwrot oceny do poprawy',
  reason: 'Czego brakuje',
  reasonHint: 'Trafi do osoby, która oceniła, jako zadanie na ekranie «Dziś».',
  reasonNeeded: 'Napisz, czego brakuje: bez tego nie wiadomo, co poprawić.',
  sent: 'Ocena zwrócona',
  showMore: (n: number) => `Pokaż następne: ${n}`,

  tasks: 'Zwrócone oceny efektów',
  task: (code: string, who: string) => `${code} · oceniła osoba ${who}`,
  taskMine: (code: string) => `${code} · Twoja ocena`,
};
