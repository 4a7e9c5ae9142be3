import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'models',
  path: '/models/:name?',
  icon: 'i-lucide-boxes',
  order: 6,
  needsProject: false,
  component: () => import('./ModelsPage.vue'),
} satisfies PageRoute;
