/** Addresses of screens: the only place that knows what they look like. */
export const paths = {
  today: () => '/',
  /** Ready without network? */
  ready: () => '/ready',
  /** `part`: queue, sample, on-time, corrections. */
  reviews: (part: 'queue' | 'sample' | 'on-time' | 'corrections' = 'queue') =>
    part === 'queue' ? '/reviews' : `/reviews/${part}`,
  visits: () => '/visits',
  newVisit: (site?: string) => (site === undefined ? '/visits/new' : `/visits/new?site=${site}`),
  visit: (id: string) => `/visits/${id}`,
  /** The same, brought to one remark. */
  remark: (visit: string, remark: string) => `/visits/${visit}?remark=${remark}`,
  sites: () => '/sites',
  newSite: () => '/sites/new',
  /** `tab`: overview, visits, checklists, participants, actions. */
  site: (id: string, tab: 'overview' | 'visits' | 'checklists' | 'participants' | 'actions' = 'overview') =>
    tab === 'overview' ? `/sites/${id}` : `/sites/${id}/${tab}`,
  /** One filling of a checklist. */
  run: (id: string) => `/checklists/${id}`,
  /** The same, showing what two people answered differently. */
  contestedRun: (id: string) => `/checklists/${id}?show=contested`,
  /** The same, standing at one item. */
  runItem: (id: string, item: string) => `/checklists/${id}?item=${encodeURIComponent(item)}`,
  participants: () => '/participants',
  participant: (id: string) => `/participants/${id}`,
  /** One learning outcome on the card of a participant, opened. */
  outcome: (participant: string, enrolment: string, outcome: string) =>
    `/participants/${participant}?on=${enrolment}&outcome=${outcome}`,
  verify: () => '/verify',
  progress: () => '/progress',
  training: () => '/training',
  newRollCall: (site?: string) => (site === undefined ? '/roll-calls/new' : `/roll-calls/new?site=${site}`),
  rollCall: (id: string) => `/roll-calls/${id}`,
  more: () => '/more',
  sync: () => '/sync',
  settings: () => '/settings',
  accounts: () => '/accounts',
  devices: () => '/devices',
  parked: () => '/parked',
  audit: () => '/audit',
  exports: () => '/exports',
  search: () => '/search',
  templates: () => '/templates',
  privacy: () => '/privacy',
  join: () => '/join',
} as const;

interface Router {
  navigate(path: string, replace: boolean): void;
  params(): Record<string, string | undefined>;
  path(): string;
}

let router: Router | null = null;

/** Called once by the app: screens and parts know places, not the router. */
export function useRouter(real: Router): void {
  router = real;
}

/** Goes to an address of `paths`. */
export function goto(path: string, { replace = false } = {}): void {
  router?.navigate(path, replace);
}

/** Where the app is; reactive when read in a component. */
export const place = {
  /** Parts of the address: `/visits/:id` gives `id`. */
  param: (name: string): string => router?.params()[name] ?? '',
  get path(): string {
    return router?.path() ?? '/';
  },
  /** A part behind the question mark, read once. */
  query: (name: string): string | null => new URLSearchParams(location.search).get(name),
};
