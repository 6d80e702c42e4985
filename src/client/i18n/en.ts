import { account } from './en/account.ts';
import { accounts } from './en/accounts.ts';
import { audit } from './en/audit.ts';
import { checklists } from './en/checklists.ts';
import { common } from './en/common.ts';
import { confirmations } from './en/confirmations.ts';
import { data } from './en/data.ts';
import { devices } from './en/devices.ts';
import { errors } from './en/errors.ts';
import { fields } from './en/fields.ts';
import { labels } from './en/labels.ts';
import { ledger } from './en/ledger.ts';
import { lock } from './en/lock.ts';
import { nav } from './en/nav.ts';
import { papers } from './en/papers.ts';
import { participants } from './en/participants.ts';
import { parting } from './en/parting.ts';
import { photos } from './en/photos.ts';
import { privacy } from './en/privacy.ts';
import { ready } from './en/ready.ts';
import { rescue } from './en/rescue.ts';
import { search } from './en/search.ts';
import { progress } from './en/progress.ts';
import { training } from './en/training.ts';
import { rollCalls } from './en/rollCalls.ts';
import { reviews } from './en/reviews.ts';
import { settings } from './en/settings.ts';
import { signOut } from './en/signOut.ts';
import { sites } from './en/sites.ts';
import { sync } from './en/sync.ts';
import { templates } from './en/templates.ts';
import { today } from './en/today.ts';
import { update } from './en/update.ts';
import { versions } from './en/versions.ts';
import { visits } from './en/visits.ts';
import type { Words } from './pl.ts';

/** Every message in English. A key missing here does not compile. */
export const en = {
  common,
  nav,
  labels,
  errors,
  data,
  update,
  visits,
  reviews,
  ready,
  checklists,
  confirmations,
  papers,
  participants,
  ledger,
  rollCalls,
  progress,
  training,
  parting,
  photos,
  signOut,
  sites,
  templates,
  today,
  sync,
  account,
  accounts,
  audit,
  privacy,
  lock,
  search,
  devices,
  settings,
  rescue,
  fields,
  versions,
} satisfies Words;
