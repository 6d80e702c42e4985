import type { Words } from '../pl.ts';

export const nav = {
  today: 'Today',
  visits: 'Visits',
  sites: 'Entities',
  participants: 'Participants',
  more: 'More',
  checklists: 'Checklists',
  actions: 'Actions',
  partners: 'Partners',
  overview: 'Overview',
  review: 'To review',
  programme: 'Programme progress',
  devices: 'Devices',
  export: 'Export',
  sync: 'Synchronisation',
  search: 'Search everything',
  library: 'Library',
  settings: 'Settings',
  help: 'Help',
  about: 'About',
} satisfies Words['nav'];
