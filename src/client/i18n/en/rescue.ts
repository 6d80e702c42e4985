import { counted } from '../plural.ts';
import type { Words } from '../pl.ts';

const EDITS = { one: 'unsent change', other: 'unsent changes' };

export const rescue = {
  title: 'The app cannot open its data',
  retry: 'Try again',
  toRescue: 'Open the rescue page',
  rescueBody:
    'The rescue page works without the app: it shows what is on this device and saves what is unsent to a file.',
  lostTitle: 'The system has removed the data on this device',
  lostEdits: (n: number) => `${counted('en', n, EDITS)} may have been lost.`,
  lostNone: 'The server already had everything that was recorded here.',
  lostBody: 'The rest is being downloaded from the server. The coordinator will know at the next contact.',
  understood: 'I understand',
  background: 'Sending in the background',
  backgroundYes: 'with the app closed too',
  backgroundNo: 'This browser sends only while the app is open',
  file: 'Emergency file',
  fileBody:
    'When this device cannot reach the server for long: everything the server does not have yet, with photos and recordings, in one sealed file. Only the server opens it. Hand it to the coordinator.',
  save: 'Save what is unsent to a file',
  saved: (edits: number, drafts: number, files: number) =>
    `File saved: changes ${edits}, texts being typed ${drafts}, photos and recordings ${files}`,
  unreadableFiles: (n: number) =>
    `Photos or recordings that this device cannot read: ${n}. They are not in the file; make them once more if you can.`,
  importTitle: 'Import an emergency file',
  importBody:
    'A file of a device that could not be connected. Every change goes to the server under the code of its author. The same file may be imported a second time without harm.',
  choose: 'Choose the file',
  imported: (author: string) => `Imported the file of ${author}`,
  counts: {
    ok: 'Accepted',
    dup: 'Already on the server',
    refused: 'Not accepted, kept with the reason',
    parked: 'Waiting for a coordinator to decide',
  },
  importing: (n: number, of: number) => `Photos and recordings: ${n} of ${of}`,
  filesTaken: 'Photos and recordings accepted',
  filesHeld: 'Photos and recordings already on the server',
  filesRefused: (why: string) => `Photos and recordings not accepted: ${why}`,
  filesMissing: (n: number) =>
    `The file did not arrive whole: photos or recordings are missing (${n}). Ask for the same file once more, sent another way.`,
  privateTitle: 'The browser does not promise to keep your entries',
  privateBody:
    'This may be a private window, or there is no room. Install the app on the home screen or open it in an ordinary window before you begin to record.',
  space: (size: string) => `Room left: ${size}`,
} satisfies Words['rescue'];
