import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const REMARKS = { one: 'remark', other: 'remarks' };
const REPORTS = { one: 'report', other: 'reports' };
const DAYS = { one: 'day', other: 'days' };

/** The review of reports: remarks, the quality checklist, the sample, corrective actions. */
export const reviews: Words['reviews'] = {
  title: 'Review of reports',
  toReview: 'Review of reports',
  toReviewSub: 'Queue, sample of the month, punctuality, corrective actions',
  tabs: 'Parts of the review',
  queue: 'Queue',
  sample: 'Sample',
  onTime: 'On time',
  corrections: 'Corrective actions',

  // The queue.
  waiting: (n) => `To review: ${counted('en', n, REPORTS)}`,
  queueNone: 'No report waits for review',
  queueNoneBody: 'Submitted reports appear here after a sync, the one that waits longest on top.',
  inTime: 'on time',
  late: (n) => `${counted('en', n, DAYS)} late`,
  timeUnknown: 'day of submission unknown',
  again: 'again',
  inSample: 'in the sample',
  waits: (n) => (n === 0 ? 'submitted today' : `waits ${counted('en', n, DAYS)}`),
  returnedList: 'Returned, being corrected',
  answersOf: (answered, all) => `answers: ${answered} of ${all}`,

  // The sample.
  month: 'Month',
  monthBefore: 'Previous month',
  monthAfter: 'Next month',
  sampleOf: (n, of) => `${n} of ${counted('en', of, REPORTS)} in the sample`,
  sampleDone: (n, of) => `Read from the sample: ${n} of ${of}`,
  sampleNone: 'No report was submitted in this month yet',
  sampleNoneBody: 'The sample makes itself from submitted reports.',
  sampleAbout: 'How the sample is made',
  sampleExplain:
    'The sample holds all reports of the first test month and the first report of every expert, every fifth one drawn by a hash of the visit’s id (nobody chooses it), those where a rating jumped by two steps, and those where more than half of the reasons are missing. Last, it is topped up so that in every month every expert has at least one report of the pair in it.',
  reason: {
    'first-month': 'first month of the test',
    newcomer: 'first report of the expert',
    drawn: 'drawn',
    jump: 'a rating jumped by two steps',
    evidence: 'reasons missing',
    expert: 'topped up: expert without a report in the sample',
  },
  sampledBecause: (reasons) => `In the sample of the month: ${reasons}`,
  notReviewed: 'no quality checklist',
  reviewed: (n, of) => `quality checklist: ${n} of ${of}`,

  // Punctuality.
  onTimeAll: 'Reports on time',
  onTimeLabel: 'Reports on time and late',
  onTimePart: 'On time',
  latePart: 'Late',
  pendingPart: 'Not due yet',
  unknownPart: 'Day of submission unknown',
  byExpert: 'By leading expert',
  expert: 'Expert',
  rate: 'Rate',
  onTimeExplain:
    'A report is on time when it was submitted by the 5th working day after the visit. The first submission counts: a return for correction delays nothing.',
  onTimeNone: 'No visit owes a report yet',

  // The review of one report.
  listTitle: 'Quality of the expert’s work',
  listProgress: 'Progress of the quality checklist',
  listRated: (n, of) => `${n} of ${of} items`,
  listNotBegun: 'The checklist is not begun yet. The first rating begins it.',
  listMissing: 'This app does not hold this version of the quality checklist. Update the app.',
  rateItem: (text) => `Rating: ${text}`,
  reasonOf: 'Reason',
  openList: 'Rate with the quality checklist',
  pastReviews: 'Earlier reviews',
  critical: (n) => `critical gaps: ${n}`,

  // Remarks.
  remarks: 'Remarks on the report',
  remarksCount: (n) => counted('en', n, REMARKS),
  remarksOpen: (n) => `Waiting for an answer: ${n}`,
  remarksAllAnswered: 'Every remark is answered.',
  addRemark: 'Add a remark',
  addRemarkTo: (what) => `Add a remark: ${what}`,
  remark: 'Remark',
  remarkText: 'Text of the remark',
  remarkHint: 'Write what is missing or what has to change.',
  remarkRemoved: 'Remark removed',
  removeRemark: 'Remove remark',
  answer: 'Answer',
  answerHint: 'Write what was changed or why it stays as it is. It is kept on this device also without network.',
  sendAnswer: 'Answer',
  answered: 'Answer saved',
  changeAnswer: 'Change answer',
  close: 'Close remark',
  closed: 'Remark closed',
  askOn: 'Ask again',
  askedLine: (day) => `${day} · quality specialist`,
  answeredLine: (day, who) => `${day} · ${who}`,
  closedLine: (day) => `${day} · remark closed`,
  quoteOf: 'About',
  placeGone: 'The place this remark is about is no longer in the report.',
  toPlace: 'Show the place',
  tasks: 'Remarks to answer',
  taskOf: (site, day) => `${site} · visit of ${day}`,
  taskOther: 'led by the other expert of the pair',

  // Deciding.
  openRemarksReturn: (n) =>
    `In the report: ${counted('en', n, REMARKS)} without an answer. The experts will see them at the places they are about.`,
  answeredClose: (n) => `Accepting closes the answered remarks: ${n}.`,
  openBar: (n) =>
    `Without an answer: ${counted('en', n, REMARKS)}. Close them, or return the report so that the experts can answer.`,
  sampleUnfinished: (n, of) =>
    `This report is in the sample of the month, and ${n} of ${of} items of the quality checklist are rated.`,

  // Corrective actions.
  addCorrection: 'New corrective action',
  correctionText: 'What the expert has to change in the way of working',
  correctionTextNeeded: 'Write what has to change.',
  correctionOwner: 'Who',
  correctionDue: 'By when',
  correctionAdd: 'Add action',
  correctionsNone: 'There are no corrective actions',
  correctionsNoneBody: 'They are added in the report they are about.',
  correctionOpen: 'Open',
  correctionClosed: 'Closed',
  correctionDone: 'Done',
  correctionDrop: 'No longer needed',
  correctionReopen: 'Open again',
  correctionOutcome: 'What was done',
  correctionClosedToast: 'Action closed',
  correctionsForMe: 'Corrective actions for you',
  noDue: 'no due day',
};
