import { counted } from '../plural.ts';
import type { Words } from '../pl.ts';

const EDITS = { one: 'edit', other: 'edits' };
const FILES = { one: 'photo or recording', other: 'photos or recordings' };
const TEXTS = { one: 'text', other: 'texts' };

export const parting: Words['parting'] = {
  title: 'The access of this device was taken away',
  body: 'The coordinator disconnected this device. What was not sent goes to the server now; then the device removes all data of the project by itself.',
  sending: (edits, files) =>
    `To be handed over: ${[edits > 0 && counted('en', edits, EDITS), files > 0 && counted('en', files, FILES)].filter(Boolean).join(', ')}`,
  stays: 'Nothing is removed before the server has taken it.',
  texts: (n) => `This cannot be handed over: ${counted('en', n, TEXTS)} still being typed`,
  textsBody:
    'The server will not take these texts as edits. Save them to a file for the coordinator before the device is emptied.',
  erasing: 'Everything was handed over. The data are being removed now.',
  again: 'Try now',
  eraseNow: 'Remove the data from this device',
  sureTitle: 'Remove the data together with these texts?',
  sureBody: (n) =>
    `This will not reach the server: ${counted('en', n, TEXTS)}. Without the file nobody can bring it back. This step cannot be undone.`,
  locked: 'The access of this device was taken away',
  lockedBody: (n) =>
    `Unlock it to hand over what is only here (${n}). Then the device removes the data of the project by itself. Without unlocking nothing goes from here and nothing can be read.`,
  ended: 'The data of the project were removed from this device',
  why: {
    revoked: (code, when) => `The coordinator took this device's access to account ${code} away. Removed: ${when}.`,
    wipe: (code, when) =>
      `The coordinator had this device (account ${code}) emptied, for instance because it was reported lost. Removed: ${when}.`,
    left: (code, when) => `Account ${code} was signed out and its data removed. Removed: ${when}.`,
  },
  handed: (n) => `Handed over to the server before: ${counted('en', n, EDITS)}`,
  handedBody: 'They wait whole for the coordinator’s decision, under your code.',
  receipt: 'Hash of the receipt',
  lost: (n) => `What the server did not have was removed too: ${n}.`,
  gone: 'No keys, entries, queue, drafts or photos are left here. Only the app itself remains, without data.',
  notDone:
    'Removing is still under way. The keys are destroyed already, so nobody can read the rest. Close other windows of the app.',
  untold: 'The server will learn of it when there is a network.',
  ask: 'If this is a mistake, or you are changing phones, call the coordinator of the project. With a new code you add this device again.',
  askAgain: 'To come back, ask the coordinator for a new code.',
};
