import { createRouter, createWebHashHistory } from 'vue-router';
import type { PageRoute } from './page-route.ts';
import { useSession } from './session.ts';

const found = import.meta.glob<PageRoute>('./*/route.ts', { base: '../', eager: true, import: 'default' });

/** Every page of the window, those in the navigation first and in its order. */
export const pages: readonly PageRoute[] = Object.values(found).sort(
  (a, b) => (a.order ?? Infinity) - (b.order ?? Infinity) || a.name.localeCompare(b.name),
);

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...pages.map((page) => ({ name: page.name, path: page.path, component: page.component, meta: { page } })),
    { path: '/:rest(.*)*', redirect: '/projects' },
  ],
});

router.beforeEach((to) => {
  const page = to.meta.page as PageRoute | undefined;
  const session = useSession();
  return page?.needsProject && session.known && !session.project ? { name: 'projects' } : true;
});
