import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'restore',
  // `?pairs=1,2,3` or `?filter={…}` chooses pairs of the project beforehand.
  path: '/restore/:jobId?',
  icon: 'i-lucide-wand-sparkles',
  order: 5,
  needsProject: false,
  component: () => import('./RestorePage.vue'),
} satisfies PageRoute;
