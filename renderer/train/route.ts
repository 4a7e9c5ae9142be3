import type { PageRoute } from '../app/page-route.ts';

export default {
  name: 'train',
  path: '/train/:jobId?',
  icon: 'i-lucide-graduation-cap',
  order: 7,
  needsProject: true,
  component: () => import('./TrainPage.vue'),
} satisfies PageRoute;
