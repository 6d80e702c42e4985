import { account } from './pl/account.ts';
import { accounts } from './pl/accounts.ts';
import { audit } from './pl/audit.ts';
import { checklists } from './pl/checklists.ts';
import { common } from './pl/common.ts';
import { confirmations } from './pl/confirmations.ts';
import { data } from './pl/data.ts';
import { devices } from './pl/devices.ts';
import { errors } from './pl/errors.ts';
import { fields } from './pl/fields.ts';
import { labels } from './pl/labels.ts';
import { ledger } from './pl/ledger.ts';
import { lock } from './pl/lock.ts';
import { nav } from './pl/nav.ts';
import { papers } from './pl/papers.ts';
import { participants } from './pl/participants.ts';
import { parting } from './pl/parting.ts';
import { photos } from './pl/photos.ts';
import { privacy } from './pl/privacy.ts';
import { ready } from './pl/ready.ts';
import { rescue } from './pl/rescue.ts';
import { search } from './pl/search.ts';
import { progress } from './pl/progress.ts';
import { training } from './pl/training.ts';
import { rollCalls } from './pl/rollCalls.ts';
import { reviews } from './pl/reviews.ts';
import { settings } from './pl/settings.ts';
import { signOut } from './pl/signOut.ts';
import { sites } from './pl/sites.ts';
import { sync } from './pl/sync.ts';
import { templates } from './pl/templates.ts';
import { today } from './pl/today.ts';
import { update } from './pl/update.ts';
import { versions } from './pl/versions.ts';
import { visits } from './pl/visits.ts';

/** Every message in Polish: the source of the keys. One file per area. */
export const pl = {
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
};

type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { [K in keyof T]: Widen<T[K]> };

/** The shape every language must have: the keys of Polish, strings as strings, functions with the same arguments. */
export type Words = Widen<typeof pl>;
