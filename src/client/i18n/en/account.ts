/** Joining: how a device becomes somebody's. */
export const account = {
  title: 'Account',
  joinTitle: 'Add this device',
  joinBody: 'Enter the one-time code from the coordinator. After that the app works without network too.',
  againTitle: 'Sign in again',
  againBody:
    'The server no longer knows this device. Your unsent records wait here and go out once you sign in with a new code.',
  code: 'Invitation code',
  codeHint: '16 characters in groups of four, e.g. ABCD-1234-EFGH-5678. Upper or lower case does not matter.',
  join: 'Add this device',
  privacy: 'The app knows you by a code only, such as E-07. Do not enter names or passwords here.',
  iosTitle: 'On an iPhone, install the app first',
  iosBody:
    'In Safari choose “Share”, then “Add to Home Screen”, open Trzy Sfery from the home screen and enter the code there. Records made in Safari do not move to the installed app.',
  missingTitle: 'There is no such page',
  missingBody: 'The address is out of date, or the record is not available on this device.',
  goToday: 'Go to Today',
};
