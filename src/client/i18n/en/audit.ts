import { counted } from '../plural.ts';
import type { Words } from '../pl.ts';

const RECORDS = { one: 'record', other: 'records' };

/** Who did what: the screen of the audit. */
export const audit: Words['audit'] = {
  title: 'Audit log',
  sub: 'Who, when and from which device; no content of records',
  notYours: 'The audit log is read by the coordinator and the administrator',
  notYoursBody: 'If you want to know who changed something, ask the coordinator.',
  online: 'The audit log is on the server only',
  onlineBody: 'It is not kept on devices. Come back when there is a connection.',
  person: 'Person',
  everybody: 'Everybody',
  day: 'Day',
  oneRecord: 'One record only',
  all: 'Show everything',
  none: 'Nothing found',
  noneBody: 'The audit log has nothing that fits this choice.',
  showEarlier: 'Show earlier',
  showRecord: (what) => `Show what was done to this record. ${what}`,
  moreRecords: (n) => `and ${counted('en', n, RECORDS)} more`,
  refused: (n) => `not accepted: ${n}`,
  refusedTag: '✕ not accepted',
  malformed: (n) => `unreadable edits: ${n}`,
  server: 'the server',
  unknown: 'unknown person',
  deviceOf: (who, name) => `${who}, ${name || 'device'}`,
  head: 'Hash of the audit log',
  headBody:
    'Write it down outside the server. The command audit:verify compares it with the log and notices if the last entries were removed.',
  acts: {
    joined: 'Device connected',
    'join-refused': 'Connecting a device failed',
    left: 'Device disconnected',
    invited: 'Invitation issued',
    'lock-set': 'Device lock set up',
    recovered: 'Device unlocked with a code',
    'recover-refused': 'Unlocking with a code failed',
    'account-saved': 'Account, role and entities saved',
    'device-revoked': 'Access taken from a device',
    'device-wiped': 'Device told to erase itself',
    'device-suspected': 'Sign-in used from two places; the device was shut out',
    'device-erased': 'Device confirmed that it erased itself',
    edited: 'Data changed',
    'parked-accepted': 'Parked work accepted',
    'parked-declined': 'Parked work declined',
    imported: 'Emergency file read in',
    'file-read': 'Photo or recording fetched',
    'audit-trimmed': 'Entries past their retention period removed from the log',
  },
};
