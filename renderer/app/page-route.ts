import type { Component } from 'vue';

/** A page, as its folder's `route.ts` exports it by default. Its name is its folder's, and its label `NAME.nav`. */
export interface PageRoute {
  name: string;
  /** Such as `/browse` or `/annotate/:pairId?`. */
  path: string;
  /** Such as `i-lucide-folder`. */
  icon: string;
  /** Place in the navigation, from the top; none where it is reached from elsewhere. */
  order?: number;
  /** Whether it is of use only with a project open. */
  needsProject: boolean;
  component: () => Promise<Component | { default: Component }>;
}
