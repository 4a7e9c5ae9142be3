import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'annotate',
  path: '/annotate',
  icon: 'i-lucide-pen-line',
  order: 4,
  needsProject: true,
  component: () => import('./AnnotatePage.vue'),
} satisfies PageRoute;
