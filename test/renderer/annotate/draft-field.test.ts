// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { defineComponent, h } from 'vue';
import type { LabelChanges } from '../../../renderer/annotate/commit-queue.ts';
import DraftField from '../../../renderer/annotate/DraftField.vue';
import { provideCommit } from '../../../renderer/annotate/use-annotating.ts';

enableAutoUnmount(afterEach);

test('what is typed is handed to the page on leaving the field; what means nothing stays', async () => {
  const committed: LabelChanges[] = [];
  const page = defineComponent({
    setup() {
      provideCommit((changes) => committed.push(changes));
      return () =>
        h(DraftField, {
          ...{ pairId: 1, field: 'notes', value: '', label: 'Notes', readonly: false },
          toText: (text: string) => text,
          fromText: (text: string) => (text === '?' ? undefined : text),
        });
    },
  });
  const wrapper = mount(page, { attachTo: document.body });
  const input = wrapper.get('input');
  await input.setValue('?');
  await input.trigger('blur');
  expect(committed).toEqual([]);
  await input.setValue('a shop');
  await input.trigger('blur');
  await input.trigger('blur');
  expect(committed).toEqual([{ notes: 'a shop' }]);
});
