import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'import',
  path: '/import',
  icon: 'i-lucide-import',
  order: 2,
  needsProject: true,
  component: () => import('./ImportPage.vue'),
} satisfies PageRoute;
