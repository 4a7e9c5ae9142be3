// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KeptSettings, Settings } from '../../../electron/contract/window.ts';
import { useSettings } from '../../../renderer/app/settings.ts';
import { currentKeys, remapKeys } from '../../../renderer/keys/key-map.ts';
import SettingsPage from '../../../renderer/settings/SettingsPage.vue';
import { notices, refusal, studio } from '../support/fake-studio.ts';
import { mounted } from '../support/mounted.ts';
import { Problem } from '../../../models/base/problem.ts';

vi.mock('../../../renderer/app/client.ts', async () => (await import('../support/fake-studio.ts')).clientModule);
vi.mock('@nuxt/ui/composables', async () => (await import('../support/fake-studio.ts')).composables);
enableAutoUnmount(afterEach);

const SAVED: KeptSettings = {
  ...{ theme: 'light', language: 'en', annotator: 'ada', keys: {}, engine: 'auto', readers: ['letters'] },
  problem: null,
};
const REPORT = {
  ...{ software: 'test', platform: 'linux' },
  engines: [
    { engine: 'fast', title: 'Fast', canTrain: true, usable: true, device: 'CPU', imagesPerSecond: 12.34 },
    {
      ...{ engine: 'lost', title: 'Lost', canTrain: false, usable: false },
      problem: new Problem('webgpu-adapter-gone', {}).toData(),
    },
  ],
  tensorflowPack: {
    folder: '/data/pack',
    installed: false,
    problem: new Problem('pack-not-installed', { folder: '/data/pack' }).toData(),
  },
};
const networks = {
  networks: [],
  readers: [
    { id: 'letters', name: 'Letters', network: 'letters', isDefault: true },
    { id: 'ready', name: 'Ready', network: null, isDefault: true },
  ],
};

let kept: KeptSettings;
beforeEach(() => {
  kept = { ...SAVED };
  studio.reset({
    'window.settings': () => kept,
    'window.change': (changes: Partial<Settings>) => (kept = { ...kept, ...changes }),
    'engines.report': () => REPORT,
    'window.about': () => ({
      ...{ name: 'Palimpsest', version: '9.9.9', shell: 'server', platform: 'linux', runtime: { node: '24.0.0' } },
      ...{ dataFolder: '/data', licences: [{ name: 'zod', licence: 'MIT', text: 'Permission is granted' }] },
    }),
  });
});
afterEach(() => remapKeys({}));

async function page(section: string) {
  const shown = await mounted(SettingsPage, { at: `/settings/${section}`, networks });
  const store = useSettings();
  await store.load();
  await flushPromises();
  return { ...shown, store };
}

describe('general settings', () => {
  test('the name of who labels is saved without spaces around it; an empty one is taken back', async () => {
    const { fill, of } = await page('general');
    expect((of('annotator').element as HTMLInputElement).value).toBe('ada');
    await fill('annotator', '  grace ');
    expect(studio.inputs('window.change')).toEqual([{ annotator: 'grace' }]);
    await fill('annotator', ' ');
    expect(studio.inputs('window.change')).toHaveLength(1);
    expect((of('annotator').element as HTMLInputElement).value).toBe('grace');
  });

  test('a theme and a language hold at once', async () => {
    const { fill, wrapper } = await page('general');
    await fill('theme', 'dark');
    expect(document.documentElement.classList.contains('dark')).toBe(true);
    await fill('language', 'de');
    expect(studio.inputs('window.change')).toEqual([{ theme: 'dark' }, { language: 'de' }]);
    expect(wrapper.find('h1').text()).toBe('Einstellungen');
    expect(document.documentElement.lang).toBe('de');
  });

  test('one that cannot be saved is said, and nothing changes', async () => {
    studio.answers['window.change'] = () => refusal('disk-full', 'The disk is full.');
    const { fill, store } = await page('general');
    await fill('theme', 'dark');
    expect(notices).toMatchObject([{ color: 'error', title: 'The disk is full.' }]);
    expect(store.settings.theme).toBe('light');
  });

  test('why saved settings do not hold is shown', async () => {
    kept.problem = new Problem('settings-unusable', { path: 'settings.json', how: 'is damaged' }).toData();
    expect((await page('general')).text('problem-sentence')).toBe('settings.json is damaged, so defaults are used.');
  });
});

describe('shortcuts', () => {
  const press = (key: string, more: object = {}) => ({ key, code: `Key${key.toUpperCase()}`, ...more });
  const record = async (shown: Awaited<ReturnType<typeof page>>, id: string, event: object) => {
    await shown.of(`key-${id}`).find('[data-testid=key-change]').trigger('click');
    await shown.of('key-field').trigger('keydown', event);
    await flushPromises();
  };

  test('a recorded one is saved and holds from then on', async () => {
    const shown = await page('keys');
    await record(shown, 'browse.search', press('y', { ctrlKey: true, altKey: true }));
    await shown.click('key-use');
    expect(studio.inputs('window.change')).toEqual([{ keys: { 'browse.search': 'mod+alt+y' } }]);
    expect(currentKeys('browse.search')).toEqual(['mod+alt+y']);
    expect(shown.text('key-browse.search')).toContain('Y');
    expect(shown.of('key-field').exists()).toBe(false);
  });

  test('one that another action has is named before it is taken', async () => {
    const shown = await page('keys');
    const [taken = ''] = currentKeys('app.palette');
    expect(taken).toBe('mod+k');
    await record(shown, 'browse.search', press('k', { ctrlKey: true }));
    expect(shown.text('key-recorder')).toContain('Also used by: Find a command');
    expect(studio.inputs('window.change')).toEqual([]);
  });

  test('Tab and Escape are none, so that the field can be left', async () => {
    const shown = await page('keys');
    await record(shown, 'browse.search', { key: 'Tab', code: 'Tab' });
    expect(shown.text('key-field')).toBe('Waiting for a key');
    expect(shown.of('key-use').attributes('disabled')).toBeDefined();
  });

  test('can be taken away, and all be reset', async () => {
    const shown = await page('keys');
    expect(shown.of('keys-reset-all').attributes('disabled')).toBeDefined();
    await record(shown, 'browse.search', press('y', { ctrlKey: true }));
    await shown.click('key-none');
    expect(currentKeys('browse.search')).toEqual([]);
    expect(shown.text('key-browse.search')).toContain('no shortcut');
    await shown.click('keys-reset-all');
    expect(studio.inputs('window.change').at(-1)).toEqual({ keys: {} });
    expect(currentKeys('browse.search')).not.toEqual([]);
  });

  test('are found by what they do', async () => {
    const { wrapper, of } = await page('keys');
    await wrapper.find('input[type=search]').setValue('search transcr');
    expect(of('key-browse.search').exists()).toBe(true);
    expect(of('key-app.palette').exists()).toBe(false);
  });
});

describe('engines', () => {
  test('what works is listed with its device and speed, what does not with the reason', async () => {
    const { text, of } = await page('engines');
    expect(text('engine-fast')).toContain('CPU');
    expect(text('engine-fast')).toContain('12.3 crops/s');
    expect(text('engine-lost')).toContain('WebGPU no longer finds a graphics adapter.');
    expect(text('engine-lost')).toContain('Restart the program or use another engine.');
    expect(of('engine-lost').attributes('data-usable')).toBe('false');
  });

  test('are measured on demand', async () => {
    const { click } = await page('engines');
    await click('engines-test');
    expect(studio.inputs('engines.report')).toEqual([{ measure: false }, { measure: true }]);
  });

  test('readers are chosen in the order of the list', async () => {
    const { fill } = await page('engines');
    await fill('reader-ready', true);
    expect(studio.inputs('window.change')).toEqual([{ readers: ['letters', 'ready'] }]);
    await fill('reader-letters', false);
    expect(studio.inputs('window.change').at(-1)).toEqual({ readers: ['ready'] });
  });

  test('the TensorFlow wheel is installed by a job', async () => {
    studio.answers['jobs.start'] = (job: object) => ({
      ...{ id: 3, job, state: 'running', startedAt: '2026-01-04T00:00:00Z', done: 0, of: null, secondsLeft: null },
      ...{ failed: 0, problems: [], problem: null, report: null, project: null, endedAt: null },
    });
    const { fill, submit } = await page('engines');
    await fill('pack-wheel', ' /downloads/tensorflow.whl ');
    await submit('pack-install');
    expect(studio.inputs('jobs.start')).toEqual([
      { kind: 'engine', request: { from: { wheel: '/downloads/tensorflow.whl' } } },
    ]);
  });
});

test('about: the version, the data folder and the licences of what is bundled', async () => {
  const { text } = await page('about');
  for (const fact of ['Palimpsest 9.9.9', '/data', 'zod', 'MIT', 'Permission is granted']) {
    expect(text('about')).toContain(fact);
  }
});
