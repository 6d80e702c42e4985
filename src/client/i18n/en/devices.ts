import type { Words } from '../pl.ts';

export const devices: Words['devices'] = {
  title: 'My devices',
  sub: 'Where this account is signed in, disconnecting a lost phone',
  ownBody:
    'Disconnect a phone that was lost or given away at once, from here too. Up to five devices of one account may work.',
  online: 'The list of devices is on the server. Come back when there is a network.',
  here: 'this device',
  hereBody: 'This is the device you are working on. To disconnect it, sign out.',
  added: 'Added',
  contact: 'Last contact',
  version: 'Version of the app',
  unsent: 'Unsent edits',
  drafts: 'Texts being typed',
  parked: 'Waiting for a decision',
  refused: 'Refused',
  none: 'not known',
  suspects: 'A sign-in may have been copied',
  suspectsBody:
    'Somebody may have copied the data of the browser. The data on the device are encrypted, but talk to the person before you give them a new code.',
  state: {
    suspect: 'shut out: copied?',
    revoked: 'access taken away',
    wipe: 'to be emptied',
    erased: '✓ emptied',
  },
  pending: {
    suspect:
      'The same sign-in was used from two places, so the device was shut out. Call the person; with a new code they sign in again.',
    revoked:
      'Its access was taken away. At its next contact the device hands over what was not sent and empties itself.',
    wipe: 'The device empties itself at its next contact, even locked.',
  },
  erasedBody: 'The device has confirmed that no data of the project are left on it.',
  revoke: 'Take access away',
  wipe: 'Empty the device',
  does: {
    revoked:
      'When somebody leaves or changes phones. At its next contact the device first hands over what it had not sent (a coordinator decides about it) and then removes keys, entries and photos. Locked, it hands over entries at once; texts being typed and photos only after an unlocking.',
    wipe: 'When the phone was lost or stolen. At its next contact the device removes keys, entries and photos at once, even locked. What was not sent is lost. A phone without network is emptied only when it connects; until then the passphrase protects it.',
  },
  sure: {
    revoked: (code) => `Take this device's access away (${code})?`,
    wipe: (code) => `Empty this device (${code})?`,
  },
  unsentThen: {
    revoked: (n) => `At its last contact it had unsent: ${n}. They will be handed over.`,
    wipe: (n) => `At its last contact it had unsent: ${n}. They will be lost.`,
  },
  noWayBack: 'This step cannot be undone. The same device may be added later with a new code.',
  revoked: 'Access taken away',
  wiped: 'The device empties itself at its next contact',
};
