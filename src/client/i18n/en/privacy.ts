import { counted } from '../plural.ts';
import type { Words } from '../pl.ts';

const RECORDS = { one: 'record', other: 'records' };
const DEVICES = { one: 'device', other: 'devices' };

/** Rights of people who are known by a code: access and erasure. */
export const privacy: Words['privacy'] = {
  title: 'Participants’ rights',
  sub: 'Giving out and erasing data at a person’s request',
  notYours: 'The coordinator answers participants’ requests',
  notYoursBody: 'Pass on to the coordinator the code that the entity has read from its own file.',
  online: 'Requests are answered only with a connection to the server',
  onlineBody: 'Erasing has to reach every copy, so it begins on the server. Come back when there is a connection.',
  person: 'One person',
  personBody: 'The code comes from the entity, which keeps the key to the codes. What was recorded is not shown here.',
  code: 'Participant code',
  codeHint: 'For example 12-K7Q4ZD-X. Capitals and dashes do not matter.',
  seek: 'Check the code',
  known: (code) => `${code} is in the database.`,
  unknownSite: 'entity unknown to this device',
  disclose: 'Save a file with the data',
  discloseBody:
    'Right of access: two files are made of everything the server holds about this code, one to print and one for machines. Each time is written to the audit log.',
  disclosed: 'Two files saved: one to print and one for machines',
  fileName: 'person-data',
  erase: 'Erase for good',
  eraseBody: 'Right to be forgotten: the data will go from the server and from every phone.',
  eraseTitle: 'Erase this person for good?',
  eraseWhat:
    'The person’s data, trainings and results, earlier and refused versions will go, and the code will go from the notes of others. What stays is the proof: when, where and by whom it was erased.',
  eraseWhere:
    'Phones without a connection erase their copies at their next contact. Changes about this person that were not sent yet will not be accepted.',
  noWayBack: 'There is no way back.',
  typeAgain: 'Type the code once more to confirm',
  eraseNow: 'Erase for good',
  erased: (n) => `Erased: ${counted('en', n, RECORDS)}. Phones erase their copies at their next contact.`,
  proofs: 'Proofs of erasure',
  proofsBody: 'Which devices held what was erased, and which have confirmed that they no longer do.',
  none: 'Nothing has been erased for good yet',
  noneBody: 'The proof of each erasure will appear here.',
  reasons: { request: 'at the person’s request', consent: 'consent withdrawn', retention: 'retention period over' },
  byServer: 'the server',
  unknown: 'unknown person',
  device: 'device',
  records: (n) => counted('en', n, RECORDS),
  goneEverywhere: 'Gone everywhere',
  waits: (n) => (n === 0 ? 'The server is finishing' : `Waiting for ${counted('en', n, DEVICES)}`),
  holders: 'Devices that held the data',
  noHolders: 'No device held the data.',
  serverCleans:
    'The server has erased the data and is still cleaning its files of the last traces. It will try again by itself.',
  confirmed: (when) => `confirmed ${when}`,
  left: 'device disconnected; the data stay on it sealed until that person returns',
  waitsSince: (ago) => `not confirmed yet, last contact ${ago}`,
  gone: 'erased',
  still: 'may still hold it',
  periods: 'Retention periods',
  periodsBody:
    'The server looks at them once a day and erases in the same way, with proof. Without the days nothing has an end.',
  finalReportHint: 'From this day on the time for which people’s data are kept is counted.',
  durabilityEndHint: 'The last day up to which the grant agreement wants visits and checklists kept.',
  months: 'months',
  years: 'years',
  holdUntilHint:
    'During a control or a dispute: up to and including this day nothing goes because its time has passed.',
  page: {
    title: (code) => `Data recorded under the code ${code}`,
    made: (when, by) => `Made ${when} by ${by}.`,
    about:
      'This holds everything the server keeps under this code. Only the entity that keeps the key knows who stands behind the code.',
    columns: { field: 'Field', value: 'Value', by: 'Recorded by', at: 'When' },
    removed: 'removed from lists',
    versions: 'Other versions that wait for a choice',
    earlier: 'Earlier values',
    held: 'Changes that were refused or wait for a decision',
    mentions: 'Mentions in other records (codes of other people are covered)',
    acts: 'Who worked with these data',
    actColumns: { at: 'When', act: 'Act', table: 'Record', by: 'Who' },
  },
};
