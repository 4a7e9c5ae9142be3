// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import { defineComponent, h, nextTick } from 'vue';
import { i18n } from '../../../renderer/app/i18n.ts';
import type { LabelChanges } from '../../../renderer/annotate/commit-queue.ts';
import TranscriptionField from '../../../renderer/annotate/TranscriptionField.vue';
import { provideCommit } from '../../../renderer/annotate/use-annotating.ts';
import { nuxtUi } from '../support/nuxt-ui.ts';

enableAutoUnmount(afterEach);
afterEach(() => localStorage.clear());

const FIELD = {
  pairId: 1,
  place: 'signs/1/1',
  value: null,
  suggestion: undefined,
  alphabet: [],
  illegible: false,
  readonly: false,
};

/** The field on a page that notes what it hands over. */
function field(props: Partial<typeof FIELD> = {}) {
  const committed: LabelChanges[] = [];
  const seen: LabelChanges[] = [];
  const page = defineComponent({
    setup() {
      provideCommit((changes, saw) => {
        committed.push(changes);
        if (saw) seen.push(saw);
      });
      return () => h(TranscriptionField, { ...FIELD, ...props });
    },
  });
  const wrapper = mount(page, { attachTo: document.body, global: { plugins: [i18n], components: nuxtUi } });
  return { wrapper, input: wrapper.get('input'), committed, seen };
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

test('what was typed and never saved is there again, and is handed over with what the label said then', async () => {
  const { wrapper, input } = field();
  await input.setValue('CLOSED FOR');
  wrapper.unmount();
  const again = field();
  await nextTick();
  expect(again.input.element.value).toBe('CLOSED FOR');
  expect(again.committed).toEqual([{ transcription: 'CLOSED FOR' }]);
  expect(again.seen).toEqual([{ transcription: null }]);
});
