import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const VISITS = { one: 'visit', other: 'visits' };
const PHOTOS = { one: 'photo', other: 'photos' };
const FILES = { one: 'file', other: 'files' };
const DAYS = { one: 'day', other: 'days' };
const SAVED = { one: 'record', other: 'records' };

/** Ready without network: one screen, one verdict. */
export const ready: Words['ready'] = {
  title: 'Ready offline?',
  toReady: 'Ready offline?',
  toReadySub: 'Look before you leave: one verdict for the next 3 days',
  verdict: {
    ready: 'Ready for 3 days offline',
    unsure: 'Not everything could be checked',
    'not-ready': 'Not ready yet',
  },
  looking: 'Checking this device…',
  lookAgain: 'Check again',
  failing: (n) => `To mend: ${n}`,
  unknown: (n) => `Could not be checked: ${n}`,
  visits: (n) => (n === 0 ? 'no planned visits' : counted('en', n, VISITS)),
  room: (n) => `room for ${counted('en', n, PHOTOS)}`,
  ahead: 'Visits in the next 3 days',
  aheadNone: 'No visits are planned for the next 3 days. A visit can also be started without a plan.',
  here: 'everything is on the device',
  notHere: 'not everything is downloaded yet',
  state: { ok: 'Good', fail: 'To mend', unknown: 'Unknown' },
  check: {
    app: 'The whole app is on the device',
    records: 'Records of the planned visits are on the device',
    unlock: 'Unlocking works offline',
    session: 'Signed in',
    persisted: 'The browser will not remove the data',
    space: 'There is room for photos',
    clock: 'The clock is right',
    queue: 'Everything is sent',
  },
  short: {
    app: 'app',
    records: 'records',
    unlock: 'unlocking',
    session: 'sign-in',
    persisted: 'keeping of data',
    space: 'room',
    clock: 'clock',
    queue: 'sending',
  },
  appOk: (n) => `${counted('en', n, FILES)} on the device`,
  appMissing: (n) => `Missing: ${counted('en', n, FILES)}. Open the app again when there is a signal.`,
  appNone: 'The app is not prepared for a start without network yet. Open it again when there is a signal.',
  appOld: 'The device holds another version than the screen. Open the app again.',
  appUnknown: 'The browser did not answer.',
  reload: 'Open again',
  recordsOk: 'Downloaded completely, with checklists and programmes.',
  recordsMissing: (n) => `Not everything is downloaded: ${counted('en', n, VISITS)}. Sync when there is a signal.`,
  recordsUnreadable: (n) => `Cannot be read: ${counted('en', n, SAVED)}. Sync, and they come again.`,
  unlockOk: 'A passphrase or a finger opens the app on this device.',
  unlockNone: 'This device has no passphrase. Make one in the settings.',
  unlockBroken: 'This device could not stretch a passphrase just now. Close other apps and check again.',
  toLock: 'Lock settings',
  sessionOk: (days) => `Valid for another ${counted('en', days, DAYS)} without contact with the server.`,
  sessionEnded: 'The server asks you to sign in again. Do it before you leave.',
  sessionEnding: 'The sign-in will end while you are away. Sync when there is a signal.',
  sessionUnknown: 'This device has not been in contact with the server yet.',
  persistedOk: 'The browser promised to keep the data.',
  persistedNot: 'Short of room, the browser may remove the data. Ask it to keep them.',
  persistedUnknown: 'This browser does not say whether it keeps the data.',
  spaceOk: (free, needed) => `${free} free, about ${needed} needed.`,
  spaceLittle: (free, needed) =>
    `${free} free, but about ${needed} needed. Remove files you do not need from the phone and check again.`,
  spaceUnknown: 'This browser does not say how much room there is.',
  clockOk: 'Agreed with the server at the last contact.',
  clockOff: (minutes) => `Off by ${minutes} min. Switch on automatic date and time on the phone, then sync.`,
  clockUnknown: 'Nothing to compare with yet: no contact with the server.',
  queueOk: 'Nothing waits on this device.',
  queueWaiting: (n) => `Waiting to be sent: ${counted('en', n, SAVED)}. Sync when there is a signal.`,
  queueRefused: (n) => `Refused: ${counted('en', n, SAVED)}. Look into sync.`,
};
