import type { Words } from '../pl.ts';

export const update = {
  available: 'New version',
  body: 'Your entries stay on this device. The update takes a few seconds.',
  now: 'Update now',
  later: 'Later',
  done: 'The app is up to date',
} satisfies Words['update'];
