import type { Words } from '../pl.ts';

export const training = {
  title: 'Training of experts',
  sub: '9 days: attendance, result, completion',
  toTraining: 'Training of experts',
  toTrainingSub: 'Nine days: attendance, result of the final check, who has completed',
  forbidden: 'Your role does not include the training of other experts',
  forbiddenBody: 'Attendance and results are recorded by the coordinator and the learning-outcomes expert.',
  none: 'No experts yet',
  noneBody: 'The coordinator makes accounts of experts. They appear here after synchronisation.',
  completed: (n: number, of: number) => `${n} of ${of} have completed`,
  rule: (days: number, percent: number) =>
    `Completion: attendance on ${days} days and a result of at least ${percent} %`,
  gate: 'An expert can be employed only after completing the training.',
  day: 'Day of the training',
  on: 'Date',
  all: 'All present',
  allDone: (n: number) => `Marked as present: ${n}`,
  allMarked: 'Everybody has a mark on this day already',
  who: (code: string) => `Presence: ${code}`,
  present: 'Present',
  absent: 'Absent',
  attended: (n: number, of: number) => `${n} of ${of} days`,
  score: (percent: number) => `result ${percent} %`,
  scoreOf: (code: string) => `Result of the final check: ${code}`,
  state: {
    'not-started': 'Not started',
    'in-progress': 'In progress',
    passed: '✓ Completed',
    failed: '✕ Not completed',
  },
} satisfies Words['training'];
