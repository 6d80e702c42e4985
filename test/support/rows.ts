import type { Row } from '#domain/tables.ts';

/** Plain rows for tests; invented. */
export const siteRow = (code = 'PZS-01', kind: 'CIS' | 'KIS' = 'CIS'): Omit<Row<'site'>, 'id' | 'scope'> => ({
  code,
  name: 'CIS Modliborzyce',
  kind,
  organiser: 'ngo',
  status: 'testing',
  teryt: '0605063',
  registerNumber: 'WPS-1/2018',
  registerValidTo: null,
  capacity: 20,
  contact: '',
  surroundings: '',
});

export const visitRow = (lead: string, code = 'V-PZS-01-20260116-1'): Omit<Row<'visit'>, 'id' | 'scope'> => ({
  code,
  day: '2026-01-16',
  start: null,
  end: null,
  mode: 'onsite',
  type: 'working',
  aim: '',
  status: 'planned',
  lead,
  cosignedBy: null,
  informedAt: null,
  comment: '',
  remark: '',
});

export const noteRow = (visitId: string, text = 'Notatka'): Omit<Row<'note'>, 'id' | 'scope'> => ({
  visitId,
  kind: 'fact',
  sphere: 1,
  product: null,
  text,
});

export const attendeeRow = (visitId: string): Omit<Row<'attendee'>, 'id' | 'scope'> => ({
  visitId,
  function: 'kierownik CIS',
  count: 1,
});

export const actionRow = (visitId: string): Omit<Row<'action'>, 'id' | 'scope'> => ({
  visitId,
  text: 'Uzupełnić regulamin',
  owner: 'kierownik CIS',
  due: null,
  state: 'open',
  closedOn: null,
});

export const runRow = (visitId: string | null): Omit<Row<'run'>, 'id' | 'scope'> => ({
  visitId,
  templateId: 'sphere-1',
  templateVersion: '1.0.0',
  day: '2026-01-16',
  legalStateDate: '2026-01-16',
  ratings: { 's1.n.1': 'met' },
  reasons: { 's1.n.1': '' },
  sources: { 's1.n.1': ['document'] },
});

export const participantRow = (code = '12-000000-4'): Omit<Row<'participant'>, 'id' | 'scope'> => ({
  code,
  ageBand: '30-49',
  sex: 'K',
  entryMonth: '2026-01',
  status: 'active',
  exitMonth: null,
  followUps: {},
});

export const enrolmentRow = (participantId: string): Omit<Row<'enrolment'>, 'id' | 'scope'> => ({
  participantId,
  programmeId: 'care-at-home-cis',
  programmeVersion: '1.0.0',
  variant: 'CIS',
  start: '2026-01-16',
  plannedEnd: null,
  basis: 'ipzs',
  hours: { m1: 2.5 },
  criteria: { 'm1.o1.c1': true },
  results: { 'm1.o1': null },
  verified: { 'm1.o1': null },
});

export const rollCallRow = (): Omit<Row<'rollCall'>, 'id' | 'scope'> => ({
  programmeId: 'care-at-home-cis',
  programmeVersion: '1.0.0',
  moduleId: 'care-at-home-cis.m1',
  day: '2026-01-16',
  hours: 4,
  marks: { '00000000-0000-7000-8000-00000000000a': 'present' },
});

export const expertTrainingRow = (personId: string): Omit<Row<'expertTraining'>, 'id' | 'scope'> => ({
  personId,
  programmeVersion: '1.0.0',
  days: { 'expert-training-9-days.d1': { on: '2026-01-05', present: true } },
  score: null,
  scoredOn: null,
});

export const evidenceRow = (enrolmentId: string): Omit<Row<'evidence'>, 'id' | 'scope'> => ({
  enrolmentId,
  outcomeId: 'm1.o1',
  day: '2026-01-16',
  method: 'task',
  note: 'Ułożył plan tygodnia bez podpowiedzi.',
});

export const photoRow = (visitId: string, sha256 = 'a'.repeat(64)): Omit<Row<'photo'>, 'id' | 'scope'> => ({
  visitId,
  kind: 'photo',
  sha256,
  bytes: 1000,
  mime: 'image/jpeg',
  width: 1600,
  height: 1200,
  caption: '',
  takenAt: '2026-01-16T09:00:00.000Z',
  runId: null,
  itemId: null,
});

export const confirmationRow = (runId: string): Omit<Row<'confirmation'>, 'id' | 'scope'> => ({
  runId,
  templateId: 'sphere-3',
  templateVersion: '1.0.0',
  service: 'Usługi opiekuńcze',
  place: 'gmina Modliborzyce',
  score: 0.9,
  threshold: 0.8,
  registerNumber: 'WPS-1/2018',
  registerValidTo: null,
  issuedOn: '2026-01-16',
  validTo: '2026-03-01',
  confirmers: ['opiekun testowania', 'kierownik CIS'],
  withdrawnOn: null,
  withdrawnReason: '',
});

export const templateRow = (version = '1.0.0'): Omit<Row<'template'>, 'id' | 'scope'> => ({
  body: {
    id: 'dojazd',
    version,
    title: { pl: 'Dojazd do pracy', en: 'Transport to work' },
    appliesTo: ['CIS', 'KIS'],
    scale: 'met|partly|not|na',
    sections: [
      {
        id: 'd',
        title: { pl: 'Dojazd', en: 'Transport' },
        product: null,
        items: [
          {
            id: 'd.1',
            text: { pl: 'Jest dojazd do miejsca pracy', en: 'There is transport to the place of work' },
            hint: { pl: 'Zapytaj o rozkład', en: 'Ask for the timetable' },
            evidence: ['interview'],
            weight: 2,
          },
        ],
      },
    ],
  },
  publishedOn: '2026-01-10',
});

/** On a report that is under review. */
export const remarkRow = (visitId: string): Omit<Row<'remark'>, 'id' | 'scope'> => ({
  visitId,
  on: 'report',
  ref: null,
  item: null,
  quote: '',
  text: 'Brak źródła',
  answer: '',
  state: 'open',
  askedOn: '2026-01-20',
  answeredBy: null,
  answeredOn: null,
  closedOn: null,
});

export const reviewRow = (visitId: string): Omit<Row<'review'>, 'id' | 'scope'> => ({
  visitId,
  templateVersion: '1.0.0',
  startedOn: '2026-01-20',
  ratings: { 'eq.p.1': 'met' },
  reasons: { 'eq.p.1': '' },
  result: null,
  decidedOn: null,
});

export const correctionRow = (visitId: string, owner: string): Omit<Row<'correction'>, 'id' | 'scope'> => ({
  visitId,
  text: 'Uzasadniać każdą ocenę',
  owner,
  due: '2026-02-01',
  openedOn: '2026-01-20',
  state: 'open',
  outcome: '',
  closedOn: null,
});
