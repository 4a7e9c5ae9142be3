import { defineComponent, h, ref, type SetupContext, type VNodeChild } from 'vue';

/** Nuxt UI's components as plain controls of a browser: what they say and do, without their looks. */

interface Item {
  label: string;
  value: string;
}
type Props = Record<string, unknown>;
type Slots = SetupContext['slots'];
type Emit = (event: string, value: unknown) => void;

/** A component with these props; `attrs` go to its root where `render` leaves them. */
const part = (
  names: readonly string[],
  render: (at: { props: Props; slots: Slots; attrs: Props; emit: Emit }) => VNodeChild,
  { inheritAttrs = true } = {},
) =>
  defineComponent({
    inheritAttrs,
    props: Object.fromEntries(names.map((name) => [name, { type: null, default: undefined }])),
    emits: ['update:modelValue', 'update:open'],
    setup: (props, { slots, attrs, emit }) => {
      return () => render({ props, slots, attrs, emit: emit as Emit });
    },
  });

const LOOKS = ['size', 'color', 'variant', 'icon', 'trailingIcon', 'ui', 'block'] as const;
const items = (props: Props): Item[] => props.items as Item[];
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const isOn = (value: unknown) => value === true || value === '';

const field = (tag: 'input' | 'textarea') =>
  defineComponent({
    props: ['modelValue', 'modelModifiers', ...LOOKS],
    emits: ['update:modelValue'],
    setup(props: Props, { emit, expose }) {
      const inputRef = ref<HTMLInputElement | null>(null);
      expose({ inputRef });
      const { number } = (props.modelModifiers ?? {}) as { number?: boolean };
      return () =>
        h(tag, {
          ref: inputRef,
          value: props.modelValue,
          onInput: (event: Event) => {
            const { value } = event.target as HTMLInputElement;
            emit('update:modelValue', number ? Number(value) : value);
          },
        });
    },
  });

const group = (props: Props, attrs: Props, slots: Slots, emit: Emit, role: string, child: string) =>
  h('div', { role, 'aria-label': text(props.legend), ...attrs }, [
    ...items(props).map(({ label, value }) =>
      h(
        'button',
        {
          ...{ type: 'button', role: child, 'data-value': value },
          'aria-checked': String(props.modelValue === value),
          onClick: () => emit('update:modelValue', value),
        },
        label,
      ),
    ),
    slots.default?.(),
  ]);

export const nuxtUi = {
  UButton: part(['label', 'to', 'disabled', 'type', ...LOOKS], ({ props, slots }) =>
    h(
      props.to === undefined ? 'button' : 'a',
      { type: props.type ?? 'button', disabled: isOn(props.disabled), 'data-to': JSON.stringify(props.to) },
      [text(props.label), slots.default?.(), slots.trailing?.()],
    ),
  ),
  UInput: field('input'),
  UTextarea: field('textarea'),
  USelect: part(['modelValue', 'items', 'disabled', ...LOOKS], ({ props, emit }) =>
    h(
      'select',
      {
        value: props.modelValue,
        disabled: isOn(props.disabled),
        onChange: (event: Event) => emit('update:modelValue', (event.target as HTMLSelectElement).value),
      },
      items(props).map(({ label, value }) => h('option', { value, selected: value === props.modelValue }, label)),
    ),
  ),
  UCheckbox: part(
    ['modelValue', 'label', 'description', 'disabled', ...LOOKS],
    ({ props, attrs, emit }) =>
      h('label', [
        h('input', {
          ...{ type: 'checkbox', checked: props.modelValue === true, disabled: isOn(props.disabled), ...attrs },
          onChange: (event: Event) => emit('update:modelValue', (event.target as HTMLInputElement).checked),
        }),
        text(props.label),
      ]),
    { inheritAttrs: false },
  ),
  URadioGroup: part(
    ['modelValue', 'items', 'legend', 'orientation', ...LOOKS],
    ({ props, attrs, slots, emit }) => group(props, attrs, slots, emit, 'radiogroup', 'radio'),
    { inheritAttrs: false },
  ),
  UTabs: part(
    ['modelValue', 'items', 'content', ...LOOKS],
    ({ props, attrs, slots, emit }) => group(props, attrs, slots, emit, 'tablist', 'tab'),
    { inheritAttrs: false },
  ),
  UInputTags: part(['modelValue', ...LOOKS], ({ props, emit }) =>
    h('input', {
      onChange: (event: Event) =>
        emit('update:modelValue', [...(props.modelValue as string[]), (event.target as HTMLInputElement).value]),
    }),
  ),
  UModal: part(['open', 'title', 'description', 'fullscreen', 'ui'], ({ props, slots }) =>
    isOn(props.open)
      ? h('div', { role: 'dialog', 'aria-label': text(props.title) }, [
          h('p', text(props.description)),
          slots.content?.(),
          slots.body?.(),
          slots.footer?.(),
        ])
      : null,
  ),
  UFormField: part(['label', 'help', 'required', 'ui'], ({ props, slots }) =>
    h('div', [h('label', text(props.label)), slots.default?.(), h('p', text(props.help))]),
  ),
  UCollapsible: part(['open'], ({ slots }) => h('div', [slots.default?.(), slots.content?.()])),
  UTooltip: part(['text', 'content'], ({ slots }) => slots.default?.()),
  UIcon: part(['name'], () => h('span')),
  UBadge: part(['label', ...LOOKS], ({ props, slots }) => h('span', [text(props.label), slots.default?.()])),
};
