import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const PIECES = { one: 'piece of evidence', other: 'pieces of evidence' };

export const ledger = {
  stage: {
    'not-assessed': 'Not assessed',
    'to-assess': 'To assess',
    'not-yet': 'Not yet',
    partial: 'Partly',
    waiting: 'Waits for the second person',
    returned: 'Sent back',
    achieved: 'Achieved',
  },
  pieces: (n: number) => (n === 0 ? 'no evidence' : counted('en', n, PIECES)),
  sum: (verified: number, waiting: number, partly: number) =>
    [
      `${verified} verified`,
      ...(waiting > 0 ? [`${waiting} waiting for the second person`] : []),
      ...(partly > 0 ? [`${partly} partly`] : []),
    ].join(', '),

  evidence: 'Evidence',
  evidenceNone: 'No evidence yet. Write down what could be seen, what was made or what was said.',
  addEvidence: (method: string) => `Add evidence: ${method.toLowerCase()}`,
  method: 'Kind of evidence',
  day: 'Day',
  note: 'What happened',
  noteHint: 'Task, conditions, result. No names.',
  noNote: 'no description',
  edit: (method: string, day: string) => `Change evidence: ${method.toLowerCase()}, ${day}`,
  remove: 'Remove evidence',
  removed: 'Evidence removed',

  assess: 'Assessment of the outcome',
  assessed: (who: string, day: string) => `Assessed: ${who}, ${day}`,
  waitingBody: 'It counts only when the learning-outcomes expert has read the evidence and confirmed the assessment.',
  waitingNoEvidence: 'Without at least one piece of evidence the second person has nothing to confirm it by.',
  verified: (who: string, day: string) => `Verified: ${who}, ${day}`,
  verifiedBody:
    'Criteria and evidence are closed. To change them, open the assessment anew; it then has to be verified once more.',
  reopen: 'Open the assessment anew',
  returned: (who: string, day: string) => `Sent back: ${who}, ${day}`,
  again: 'Hand in again',
  againDone: 'The assessment waits for the second person again',

  queue: 'To verify',
  queueSub: (n: number) =>
    n === 0
      ? 'Nothing waits'
      : `${counted('en', n, { one: 'outcome waits', other: 'outcomes wait' })} for the second person`,
  queueNone: 'All assessed outcomes are verified',
  queueNoneBody: 'New ones appear here when experts assess an outcome as achieved and the device has synchronised.',
  queueForbidden: 'The learning-outcomes expert verifies',
  queueForbiddenBody: 'Experts assess outcomes on the card of a participant; a second person confirms them.',
  anySite: 'Any entity',
  site: 'Entity',
  onlyBare: 'Only without evidence',
  criteria: 'Criteria',
  met: 'met',
  unmet: 'not ticked',
  toParticipant: 'Card of the participant',
  confirm: 'Confirm',
  confirmed: 'Outcome verified',
  return: 'Send back with a reason',
  returnTitle: 'Send the assessment back',
  reason: 'What is missing',
  reasonHint: 'It reaches the assessor as a task on the screen «Today».',
  reasonNeeded: 'Write what is missing: otherwise nobody knows what to mend.',
  sent: 'Assessment sent back',
  showMore: (n: number) => `Show next: ${n}`,

  tasks: 'Assessments sent back',
  task: (code: string, who: string) => `${code} · assessed by ${who}`,
  taskMine: (code: string) => `${code} · your assessment`,
} satisfies Words['ledger'];
