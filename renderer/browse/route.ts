import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'browse',
  path: '/browse',
  icon: 'i-lucide-layout-grid',
  order: 3,
  needsProject: true,
  component: () => import('./BrowsePage.vue'),
} satisfies PageRoute;
