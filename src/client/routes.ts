import { useRouter } from '#client/ui/place.ts';
import { createRouter } from 'sv-router';
import JoinPage from './pages/JoinPage.svelte';
import TodayPage from './pages/TodayPage.svelte';

/** Every address and its page; pages come on demand from the precache. `ui/place.ts` builds the addresses. */
const { navigate, route } = createRouter({
  '/': TodayPage,
  '/visits': () => import('./pages/VisitsPage.svelte'),
  '/visits/new': () => import('./pages/NewVisitPage.svelte'),
  '/visits/:id': () => import('./pages/VisitPage.svelte'),
  '/sites': () => import('./pages/SitesPage.svelte'),
  '/sites/new': () => import('./pages/NewSitePage.svelte'),
  '/sites/:id': () => import('./pages/SitePage.svelte'),
  '/sites/:id/:tab': () => import('./pages/SitePage.svelte'),
  '/checklists/:id': () => import('./pages/RunPage.svelte'),
  '/participants': () => import('./pages/ParticipantsPage.svelte'),
  '/participants/:id': () => import('./pages/ParticipantPage.svelte'),
  '/roll-calls/new': () => import('./pages/NewRollCallPage.svelte'),
  '/roll-calls/:id': () => import('./pages/RollCallPage.svelte'),
  '/progress': () => import('./pages/ProgressPage.svelte'),
  '/training': () => import('./pages/TrainingPage.svelte'),
  '/verify': () => import('./pages/VerifyPage.svelte'),
  '/more': () => import('./pages/MorePage.svelte'),
  '/sync': () => import('./pages/SyncPage.svelte'),
  '/ready': () => import('./pages/ReadyPage.svelte'),
  '/settings': () => import('./pages/SettingsPage.svelte'),
  '/devices': () => import('./pages/DevicesPage.svelte'),
  '/accounts': () => import('./pages/AccountsPage.svelte'),
  '/templates': () => import('./pages/TemplatesPage.svelte'),
  '/search': () => import('./pages/SearchPage.svelte'),
  '/exports': () => import('./pages/ExportsPage.svelte'),
  '/reviews': () => import('./pages/ReviewsPage.svelte'),
  '/reviews/:part': () => import('./pages/ReviewsPage.svelte'),
  '/parked': () => import('./pages/ParkedPage.svelte'),
  '/audit': () => import('./pages/AuditPage.svelte'),
  '/privacy': () => import('./pages/PrivacyPage.svelte'),
  '/join': JoinPage,
  '*': () => import('./pages/MissingPage.svelte'),
});

/** Connects the router to the places that screens know. */
export function connectRouter(): void {
  useRouter({
    navigate(path, replace) {
      const [pathname = '/', search] = path.split('?');
      void navigate(pathname as '/', { replace, ...(search !== undefined && { search }) });
    },
    params: () => route.params,
    path: () => route.pathname,
  });
}
