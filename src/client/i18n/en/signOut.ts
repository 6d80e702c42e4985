import { counted } from '../plural.ts';
import type { Words } from '../pl.ts';

const EDITS = { one: 'unsent edit', other: 'unsent edits' };
const FILES = { one: 'unsent file', other: 'unsent files' };

const named = (edits: number, files: number): string =>
  [edits > 0 && counted('en', edits, EDITS), files > 0 && counted('en', files, FILES)].filter(Boolean).join(', ');

export const signOut: Words['signOut'] = {
  title: 'Sign this device out?',
  nothing: 'The server has everything that was recorded here.',
  unsent: (edits, files) => `Only on this device: ${named(edits, files)}.`,
  keepTitle: 'Leave the data encrypted',
  keepBody:
    'The entries stay here encrypted under your passphrase; nobody else can open them. What was not sent goes when you come back with a new code from the coordinator.',
  keep: 'Sign out and leave the data',
  keepOffline: 'Signing out needs the server. Without a network it is enough to lock the app.',
  destroyTitle: 'Remove the data from this device',
  destroyBody:
    'Keys, entries, queue and photos go from here. What the server has stays on the server. This step cannot be undone.',
  agree: (edits, files) => `I understand that this is lost: ${named(edits, files)}`,
  destroy: 'Sign out and remove the data',
  waits: (code, n) => (n > 0 ? `${code}: encrypted, ${n} waiting to be sent` : `${code}: encrypted, everything sent`),
  waitsTitle: 'Data were left on this phone',
  waitsBody: 'Only that person opens them: with a one-time code and their passphrase.',
};
