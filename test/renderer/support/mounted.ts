import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { expect } from 'vitest';
import { shallowRef, type Component } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import type { NetworkList } from '../../../electron/contract/models.ts';
import type { ProjectInfo } from '../../../electron/contract/project.ts';
import { i18n } from '../../../renderer/app/i18n.ts';
import { useSession } from '../../../renderer/app/session.ts';
import { NETWORKS } from '../../../renderer/ui/networks.ts';
import { PLACES } from '../../../renderer/ui/places.ts';
import { nuxtUi } from './nuxt-ui.ts';

export const PROJECT = {
  ...{ id: 'p1', name: 'signs', folder: '/sets/signs', created: '2026-01-01T00:00:00Z', bytes: 1000 },
  counts: { pairs: 3, photos: 3, byStatus: {} },
} as unknown as ProjectInfo;

const PAGES = ['projects', 'import', 'browse', 'annotate', 'restore', 'train', 'models', 'settings'];

/** A page at its address, with the stores, texts and the router of the window around it. */
export async function mounted(
  page: Component,
  { at, project = PROJECT, networks }: { at: string; project?: ProjectInfo | null; networks?: NetworkList },
) {
  const pinia = createPinia();
  setActivePinia(pinia);
  useSession().project = project;
  const router = createRouter({
    history: createMemoryHistory(),
    routes: PAGES.map((name) => ({
      name,
      path: `/${name}/:${name === 'models' ? 'name' : 'section'}?`,
      component: {},
    })),
  });
  await router.push(at);
  const wrapper = mount(page, {
    attachTo: document.body,
    global: {
      plugins: [pinia, i18n, router],
      components: nuxtUi,
      provide: {
        [NETWORKS as symbol]: shallowRef(networks ?? { networks: [], readers: [] }),
        [PLACES as symbol]: { list: () => Promise.reject(new Error('no folders')), explain: () => undefined },
      },
    },
  });
  await flushPromises();
  const of = (testid: string) => wrapper.find(`[data-testid="${testid}"]`);
  return {
    wrapper: wrapper as VueWrapper,
    router,
    of,
    text: (testid: string) => of(testid).text(),
    click: async (testid: string, event: Record<string, unknown> = {}) => {
      expect(of(testid).attributes('disabled'), `${testid} is enabled`).toBeUndefined();
      await of(testid).trigger('click', event);
      await flushPromises();
    },
    /** Types into a field, chooses of a menu, or ticks a box. */
    fill: async (testid: string, value: string | boolean) => {
      const control = of(testid);
      const element = control.element as HTMLInputElement;
      if (typeof value === 'boolean') element.checked = value;
      else element.value = value;
      if (element.tagName !== 'SELECT' && typeof value === 'string') await control.trigger('input');
      await control.trigger('change');
      await flushPromises();
    },
    /** Sends the form that a button belongs to, by its id where it lies outside. */
    submit: async (testid: string) => {
      const button = of(testid);
      expect(button.attributes('disabled'), `${testid} is enabled`).toBeUndefined();
      const id = button.attributes('form');
      const form = id === undefined ? button.element.closest('form') : document.getElementById(id);
      form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      await flushPromises();
    },
  };
}
