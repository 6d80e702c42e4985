import { counted } from '../plural.ts';

const EDITS = { one: 'change', other: 'changes' };
const SITES = { one: 'entity', other: 'entities' };
const RECORDS = { one: 'record not accepted', other: 'records not accepted' };

/** The sync centre and the line of state. */
export const sync = {
  title: 'Sync',
  allConfirmed: 'Everything confirmed',
  allConfirmedBody: 'The server has every record of this device.',
  waitingTitle: 'On this device, not sent yet',
  waitingBody: 'They go by themselves when the server can be reached. You may work on and close the app.',
  sentTitle: 'Sent, waiting to be confirmed',
  refusedTitle: 'Not accepted by the server',
  refusedBody: 'The whole content is here. Correct the record, send it again, or drop your change.',
  onTheWay: 'On the way',
  nothingOnTheWay: 'Nothing is waiting. Every record has reached the server.',
  edits: (n: number) => counted('en', n, EDITS),
  refusedRecords: (n: number) => counted('en', n, RECORDS),
  resend: 'Send again',
  resent: 'The record is waiting to be sent again',
  giveUp: 'Drop my change',
  giveUpTitle: 'Drop this change?',
  giveUpBody:
    'The screen will show the server’s version again. The server keeps a copy of the dropped change with its reason. This cannot be undone.',
  gaveUp: 'Change dropped',
  details: 'Show content',
  field: (name: string) => `Field: ${name}`,
  state: 'State',
  lastContact: 'Last contact with the server',
  never: 'none yet',
  nextTry: (time: string) => `next try at ${time}`,
  held: 'Entities downloaded',
  heldOf: (n: number, of: number) => `${n} of ${counted('en', of, SITES)}`,
  loading: (n: number, of: number) => `Downloading: ${n} of ${of}`,
  drafts: 'Texts being typed',
  repairs: 'Downloads repaired',
  clock: 'Clock of this device',
  clockOk: 'agrees with the server',
  clockOff: (minutes: number) => `differs from the server by ${minutes} min: check date and time`,
  account: 'Account on this device',
  signOut: 'Disconnect this device',
  signOutTitle: 'Disconnect this device?',
  signOutBody:
    'The data is removed from this device; the server has all of it. To come back you will need a new code from the coordinator.',
  signInAgain: 'Sign this device in again',
  tables: {
    project: 'Project settings',
    person: 'Person in the project',
    site: 'Entity card',
    visit: 'Visit',
    attendee: 'Person present',
    photo: 'Photo or recording',
    note: 'Note',
    action: 'Action',
    run: 'Checklist',
    participant: 'Participant',
    enrolment: 'Training progress',
    unknown: 'Record of a newer version',
  },
};
