// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { defineComponent, h } from 'vue';
import { i18n } from '../../../renderer/app/i18n.ts';
import type { LabelChanges } from '../../../renderer/annotate/commit-queue.ts';
import TranscriptionField from '../../../renderer/annotate/TranscriptionField.vue';
import { provideCommit } from '../../../renderer/annotate/use-annotating.ts';
import { nuxtUi } from '../support/nuxt-ui.ts';

enableAutoUnmount(afterEach);

const FIELD = { pairId: 1, value: null, suggestion: undefined, alphabet: [], illegible: false, readonly: false };

/** The field on a page that notes what it hands over. */
function field(props: Partial<typeof FIELD> = {}) {
  const committed: LabelChanges[] = [];
  const page = defineComponent({
    setup() {
      provideCommit((changes) => committed.push(changes));
      return () => h(TranscriptionField, { ...FIELD, ...props });
    },
  });
  const wrapper = mount(page, { attachTo: document.body, global: { plugins: [i18n], components: nuxtUi } });
  return { wrapper, input: wrapper.get('input'), committed };
}

test('what is typed is handed to the page on leaving the field, once', async () => {
  const { input, committed } = field();
  await input.setValue('OPEN');
  await input.trigger('blur');
  await input.trigger('blur');
  expect(committed).toEqual([{ transcription: 'OPEN' }]);
});

test('and where the field goes while something is typed in it', async () => {
  const { wrapper, input, committed } = field();
  await input.setValue('EXIT');
  wrapper.unmount();
  expect(committed).toEqual([{ transcription: 'EXIT' }]);
});

test('a field that nothing was typed in, or that may not be changed, hands over nothing', async () => {
  const untouched = field();
  await untouched.input.trigger('blur');
  const fixed = field({ readonly: true });
  await fixed.input.setValue('NO');
  await fixed.input.trigger('blur');
  expect([...untouched.committed, ...fixed.committed]).toEqual([]);
});
