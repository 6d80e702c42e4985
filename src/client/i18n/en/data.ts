import type { Words } from '../pl.ts';
import { counted } from '../plural.ts';

const DAYS = { one: 'day', other: 'days' };

export const data = {
  saved: 'Saved on this device',
  waiting: (n) => `Waiting to send: ${n}`,
  sent: 'Sent',
  confirmed: 'Confirmed',
  syncNow: 'Sync now',
  syncing: 'Syncing',
  offline: 'No signal',
  refused: (n) => `Not accepted: ${n}`,
  lastContact: (when) => `Last contact with the server: ${when}`,
  neverContacted: 'No contact with the server yet',
  conflict: 'Two versions — choose',
  conflictMine: 'Mine',
  conflictTheirs: 'Theirs',
  conflictBoth: 'Both',
  readyQuestion: 'Ready offline?',
  readyFor: (days) => `Ready for ${counted('en', days, DAYS)} offline`,
  days: (n) => counted('en', n, DAYS),
  entries: (n) => counted('en', n, { one: 'entry', other: 'entries' }),
  photos: (n) => counted('en', n, { one: 'photo', other: 'photos' }),
  justNow: 'just now',
  minutesAgo: (n) => `${n} min ago`,
  hoursAgo: (n) => `${n} h ago`,
  today: 'today',
  tomorrow: 'tomorrow',
  yesterday: 'yesterday',
  inDays: (n) => `in ${counted('en', n, DAYS)}`,
  daysAgo: (n) => `${counted('en', n, DAYS)} ago`,
  overdue: (n) => `${counted('en', n, DAYS)} overdue`,
} satisfies Words['data'];
