import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const PEOPLE = { one: 'participant', other: 'participants' };
const CRITERIA = { one: 'criterion', other: 'criteria' };

export const participants = {
  title: 'Participants',
  one: 'Participant',
  count: (n: number) => counted('en', n, PEOPLE),
  inTotal: (shown: number, all: number) => `${shown} of ${counted('en', all, PEOPLE)}`,

  emptyTitle: 'No participants yet',
  emptyBody:
    'Add the first person: the app makes a code and progress is kept under it. The name stays with the entity.',
  emptyNoRight: 'Participants are added by the experts of the entity.',
  nothingFound: 'Nobody matches the filters',
  nothingFoundBody: 'Change the code you look for or clear the filters.',
  clearFilters: 'Clear filters',
  forbiddenTitle: 'Your role does not include the progress of single people',
  forbiddenBody:
    'To protect privacy only the experts in charge and the learning-outcomes expert see it. Totals of at least 5 people are in the reports.',
  noSites: 'An entity is needed first',
  noSitesBody:
    'There is no entity on this device yet. The coordinator assigns entities; they appear after synchronisation.',

  totals: 'Participants in numbers',
  totalsSub: (n) => `Total: ${n}`,
  totalsBySite: 'By entity',
  totalsByState: 'By state',
  people: 'People',
  fewerThanFive: '<5',
  hidden: 'hidden',
  totalsWhy:
    'Groups of fewer than 5 people are not shown. Where they could be worked out, a larger number beside them is hidden too.',

  search: 'Search by code',
  filters: 'Filters',
  filtersOn: (n: number) => `Filters: ${n}`,
  state: 'State',
  current: 'Current',
  ended: 'Ended',
  everyone: 'Everyone',
  programme: 'Programme',
  anyProgramme: 'Any programme',
  site: 'Entity',
  anySite: 'Any entity',
  noProgramme: 'No programme',
  showMore: (n: number) => `Show next: ${n}`,

  add: 'New participant',
  addHow: 'Participant code',
  newCode: 'New code',
  haveCode: 'I have a code',
  typedCode: "Code from the entity's file",
  typedCodeHint: 'For example 12-K7Q4ZD-X. Capitals and dashes do not matter.',
  chooseSite: 'Choose the entity.',
  privacy: 'No names, PESEL or telephone numbers. The code is enough.',
  ageBand: 'Age',
  sex: 'Sex',
  entryMonth: 'Month of entry',
  exitMonth: 'Month of exit',
  create: 'Add participant',
  created: 'Participant added',
  createdBody: "Write this code in the person's file at the entity. Only there is it known who stands behind it.",
  chooseProgramme: 'Choose a programme',
  chooseProgrammeFirst: 'Choose one of the programmes.',

  copy: "Copy the code for the entity's file",
  copied: 'Code copied',
  copyFailed: 'Copying did not work. Write the code down.',
  codeAbout: 'Participant code',
  codeExplain:
    'The code stands for the name. The key, who has which code, is kept by the entity in its own file; it reaches neither the app nor the server.',

  hours: 'Hours',
  outcomes: 'Learning outcomes',
  outcomesShort: 'Outcomes',
  hoursOf: (done: string, planned: string) => `${done}\u00a0of\u00a0${planned}\u00a0h`,
  hoursPlan: (planned: number) => `of\u00a0${planned}\u00a0h`,
  module: (n: number, title: string) => `Module ${n} · ${title}`,
  moduleKind: { theory: 'theory', workshop: 'workshop', practice: 'practice' },
  hoursInModule: (n: number) => `Hours, module ${n}`,
  hourLess: (n: number) => `Take off an hour, module ${n}`,
  hourMore: (n: number) => `Add an hour, module ${n}`,
  hoursHalves: 'Enter whole hours or halves, for example 2.5.',
  criteriaMet: (met: number, total: number) => `${met} of ${counted('en', total, CRITERIA)}`,
  criteria: 'Criteria',
  fromCriteria: 'follows from the criteria',
  suggestion: (result: string) => `The criteria suggest: ${result}`,
  accept: 'Accept',

  enrolTitle: 'Choose a programme',
  enrolBody: 'The programme brings the modules, hours and learning outcomes that you will tick here.',
  enrol: 'Enrol',
  enrolAnother: 'Add another programme',
  enrolNoRight: 'This person is not on a programme yet.',
  noneForKind: 'Takes part in every programme already.',
  start: 'Start',
  plannedEnd: 'Planned end',
  basis: 'Basis',
  withdraw: 'Withdraw from the programme',
  withdrawn: 'Withdrawn from the programme',

  details: 'Details',
  enrolmentDetails: 'Enrolment',

  waiting: 'On this device',
  refused: 'Not accepted',
  twoVersions: 'Two versions',
  correct: 'Correct: change the data on this page and the record will be sent again.',
} satisfies Words['participants'];
