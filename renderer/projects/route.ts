import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'projects',
  path: '/projects',
  icon: 'i-lucide-folder-open',
  order: 1,
  needsProject: false,
  component: () => import('./ProjectsPage.vue'),
} satisfies PageRoute;
