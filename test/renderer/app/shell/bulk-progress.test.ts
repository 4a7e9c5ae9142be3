// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { BulkAction } from '../../../../electron/contract/label-actions.ts';
import { useBulkActions } from '../../../../renderer/app/bulk-actions.ts';
import { useSession } from '../../../../renderer/app/session.ts';
import BulkProgress from '../../../../renderer/app/shell/BulkProgress.vue';
import { studio } from '../../support/fake-studio.ts';
import { mounted, PROJECT } from '../../support/mounted.ts';

vi.mock('../../../../renderer/app/client.ts', async () => (await import('../../support/fake-studio.ts')).clientModule);
vi.mock('@nuxt/ui/composables', async () => (await import('../../support/fake-studio.ts')).composables);
enableAutoUnmount(afterEach);

const editing: BulkAction = {
  ...{ id: 7, kind: 'edit', annotator: 'ada', pass: 1 },
  ...{ state: 'writing', done: 34_000, of: 100_000 },
};

test('an action on many pairs is shown in every window, can be cancelled, and lists are asked anew when it is over', async () => {
  studio.reset({ 'labels.stop': () => null, 'project.info': () => PROJECT });
  const { of, text, click } = await mounted(BulkProgress, { at: '/browse' });
  expect(of('bulk-progress').exists()).toBe(false);
  const bulk = useBulkActions();
  bulk.take([editing, { ...editing, id: 8, state: 'waiting', done: 0 }]);
  await flushPromises();
  expect(text('bulk-what')).toBe('Changing labels');
  expect(text('progress-count')).toBe('34,000 of 100,000 · 34 %');

  await click('bulk-stop');
  expect(studio.inputs('labels.stop')).toEqual([{ id: 7 }]);
  bulk.take([{ ...editing, state: 'withdrawing' }]);
  await flushPromises();
  expect(text('bulk-what')).toBe('Stopped, taking back');
  expect(of('bulk-stop').exists()).toBe(false);

  const before = useSession().generation;
  bulk.take([]);
  await flushPromises();
  expect(of('bulk-progress').exists()).toBe(false);
  expect(useSession().generation).toBe(before + 1);
});
