import type { Words } from '../pl.ts';

export const lock: Words['lock'] = {
  title: 'Locked',
  body: (code) => `The entries of account ${code} are encrypted on this device. You can open them without network too.`,
  passphrase: 'Passphrase',
  pinAtRest: 'PIN',
  pin: 'PIN',
  unlock: 'Unlock',
  finger: 'Unlock by finger or face',
  withPassphrase: 'Open with the passphrase',
  wait: (seconds) => `Next try in ${seconds} s`,
  waiting: (n) => `Waiting to be sent here: ${n}. The lock removes nothing.`,
  forgot: 'I forgot the passphrase',
  forgotBody:
    'Ask the coordinator for a new one-time code: they will first make sure that it is you. With the code and a network you set a new passphrase here. What was not sent stays. Without network and code nobody can open these data.',
  noRecovery:
    'This device has not reached the server since its passphrase was made, so a code cannot set a new passphrase.',
  code: 'One-time code from the coordinator',
  newPassphrase: 'New passphrase',
  recover: 'Set a new passphrase',
  back: 'Back',
  setupTitle: 'Make a passphrase on this device',
  setupBody:
    'The passphrase encrypts everything you record here and works without network. Only this device knows it. Best are four plain words, such as “bridge linden Tuesday button”, but your own.',
  passphraseHint: 'At least 10 characters.',
  again: 'Passphrase once more',
  different: 'The passphrases differ. Type them once more.',
  show: 'Show the passphrase',
  make: 'Make the passphrase',
  cardTitle: 'Lock',
  lockNow: 'Lock',
  idle: 'Lock when idle',
  hidden: 'Lock in the background',
  minutes: (n) => `${n} min`,
  addFinger: 'Add fingerprint or face',
  fingerAdded: 'You can now unlock by finger or face.',
  setPin: 'Set a PIN',
  removePin: 'Remove the PIN',
  pinHint: '6 to 12 digits. It works after a lock while the app is open; once closed, the passphrase opens it.',
  pinSet: 'The PIN works after a lock while the app is open.',
  pinRemoved: 'PIN removed.',
  change: 'Change the passphrase',
  changed: 'Passphrase changed.',
  protects:
    'Entries, drafts, the queue and photos are encrypted here. The passphrase, a finger or a face opens them; whoever finds the locked phone can read them neither here nor from the server.',
  notProtected:
    'The lock does not protect an unlocked app, nor a phone on which somebody installed spyware. The account code (such as E-07), ids and the number of entries remain visible.',
};
