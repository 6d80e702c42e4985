import type { Words } from '../pl.ts';

export const update = {
  available: 'New version',
  body: 'Your entries stay on this device. The update takes a few seconds.',
  now: 'Update now',
  later: 'Later',
  failedTitle: 'The new version could not open the data on this device',
  failedBody: (version: string) =>
    `The present version stays and works on; every entry is in its place. The coordinator will know about version ${version} at the next contact.`,
  understood: 'I understand',
  done: 'The app is up to date',
} satisfies Words['update'];
