import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'settings',
  path: '/settings/:section?',
  icon: 'i-lucide-settings',
  order: 8,
  needsProject: false,
  component: () => import('./SettingsPage.vue'),
} satisfies PageRoute;
