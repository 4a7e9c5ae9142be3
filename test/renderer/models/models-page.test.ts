// @vitest-environment happy-dom
import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ListedModelData, ModelFacts } from '../../../electron/contract/models.ts';
import type { RegisteredModel } from '../../../electron/contract/registry.ts';
import ModelsPage from '../../../renderer/models/ModelsPage.vue';
import { notices, refusal, studio } from '../support/fake-studio.ts';
import { mounted } from '../support/mounted.ts';
import { Problem } from '../../../models/base/problem.ts';

vi.mock('../../../renderer/app/client.ts', async () => (await import('../support/fake-studio.ts')).clientModule);
vi.mock('@nuxt/ui/composables', async () => (await import('../support/fake-studio.ts')).composables);
enableAutoUnmount(afterEach);

const model = (name: string, more: Partial<ModelFacts> = {}): ListedModelData => ({
  ...{ name, weightsPath: `/weights/${name}`, shipped: false, bytes: 4_000_000, isDefault: false },
  facts: {
    ...{ name, title: `About ${name}`, network: 'sharpen', purpose: 'super-resolution', networkTitle: 'Sharpen ×2' },
    ...{ parameters: 1234, precision: 'F32', sha256: name.repeat(3), metrics: { psnr: 21.5 } },
    provenance: { source: 'a paper', data: 'photos', licence: 'MIT', created: '2026-01-02' },
    ...more,
  },
});
const broken: ListedModelData = {
  ...{ name: 'torn', weightsPath: '/weights/torn', shipped: false, isDefault: false },
  problem: new Problem('card-unsound', { path: 'torn', what: 'it ends in the middle' }).toData(),
};
const registered = (name: string, isPromoted = false) =>
  ({
    ...{ sha256: name.repeat(3), name, network: 'sharpen', title: name, origin: 'imported', isPromoted },
    addedAt: '2026-01-03T00:00:00Z',
  }) as unknown as RegisteredModel;
const LINEAGE = { ancestors: [], run: null, uses: { descendants: [], restorations: [], evaluations: [] } };

let models: ListedModelData[];
let inProject: RegisteredModel[];
beforeEach(() => {
  models = [model('first'), model('second'), broken];
  inProject = [registered('second')];
  studio.reset({
    'models.list': () => models,
    'registry.list': () => inProject,
    'registry.lineage': () => LINEAGE,
    statistics: () => ({ bySubset: [{ value: 'easy', pairs: 2 }] }),
  });
});
const page = (at = '/models') => mounted(ModelsPage, { at });

describe('the list of models', () => {
  test('shows the facts of the one that is chosen', async () => {
    const { click, text, wrapper, router } = await page();
    expect(text('model-name')).toBe('first');
    await click('model-second');
    expect(text('model-name')).toBe('second');
    for (const fact of ['About second', 'a paper', 'photos', 'MIT', '21.5']) expect(wrapper.text()).toContain(fact);
    expect(router.currentRoute.value.params.name).toBe('second');
  });

  test('begins with the one that the address names', async () => {
    expect((await page('/models/second')).text('model-name')).toBe('second');
  });

  test('says what is wrong with one, and offers nothing that it cannot do', async () => {
    const { click, text, of } = await page();
    await click('model-torn');
    expect(text('problem-sentence')).toBe('torn is no sound model card: it ends in the middle.');
    expect(text('problem-cure')).toBe('Import the model again.');
    expect(of('model-export-open').exists()).toBe(false);
    expect(of('model-evaluate-open').exists()).toBe(false);
  });

  test('says why there is no list', async () => {
    studio.answers['models.list'] = () => refusal('not-found', 'The folder of models is gone.');
    expect((await page()).text('problem-sentence')).toBe('The folder of models is gone.');
  });
});

describe('importing weights', () => {
  const fill = async ({ click, fill }: Awaited<ReturnType<typeof page>>) => {
    await click('model-import-open');
    await fill('model-import-file', ' /downloads/mine.pth ');
    await fill('model-import-name', 'mine');
    await fill('model-import-alphabet', 'ab \n');
  };
  const add = () => {
    models = [...models, model('mine')];
    return { name: 'mine', title: 'About mine' };
  };

  test('into the open project: file, name and alphabet go there, and the new model is shown', async () => {
    studio.answers['registry.add'] = add;
    const shown = await page();
    await fill(shown);
    await shown.submit('model-import-run');
    expect(studio.inputs('registry.add')).toEqual([
      { file: '/downloads/mine.pth', name: 'mine', alphabet: ['a', 'b', ' '] },
    ]);
    expect(shown.text('model-name')).toBe('mine');
    expect(shown.of('model-import').exists()).toBe(false);
    expect(notices).toMatchObject([{ color: 'success', title: 'Imported as mine' }]);
  });

  test('what the licence of its network asks is shown with the imported model, and with no other', async () => {
    const notice = 'Weights of Sharpen may be used for research alone.';
    studio.answers['registry.add'] = () => {
      models = [...models, model('mine', { licenceNotice: notice })];
      return { name: 'mine', title: 'About mine' };
    };
    const shown = await page();
    expect(shown.of('model-licence-notice').exists()).toBe(false);
    await fill(shown);
    await shown.submit('model-import-run');
    expect(shown.text('model-licence-notice')).toBe(notice);
  });

  test('into the data folder alone, where the project is left out', async () => {
    studio.answers['models.import'] = add;
    const shown = await page();
    await fill(shown);
    await shown.fill('model-import-into-project', false);
    await shown.submit('model-import-run');
    expect(studio.inputs('models.import')).toHaveLength(1);
    expect(studio.inputs('registry.add')).toEqual([]);
  });

  test('what fails is said in the dialog, which keeps what was typed', async () => {
    studio.answers['registry.add'] = () => refusal('wrong-checkpoint', 'mine.pth is no network.');
    const shown = await page();
    await fill(shown);
    await shown.submit('model-import-run');
    expect(shown.of('model-import').text()).toContain('mine.pth is no network.');
    expect((shown.of('model-import-name').element as HTMLInputElement).value).toBe('mine');
  });

  test('waits for a file', async () => {
    const { click, of } = await page();
    await click('model-import-open');
    expect(of('model-import-run').attributes('disabled')).toBeDefined();
  });
});

describe('a model of the project', () => {
  test('is made the default and rolled back', async () => {
    studio.answers['registry.promote'] = () => (inProject = [registered('second', true)]);
    studio.answers['registry.rollBack'] = () => (inProject = [registered('second')]);
    const { click, text } = await page('/models/second');
    expect(text('registry')).toContain('Used only where it is chosen.');
    await click('registry-promote');
    expect(studio.inputs('registry.promote')).toEqual([{ key: 'second'.repeat(3) }]);
    expect(text('registry')).toContain("The project's default model");
    await click('registry-roll-back');
    expect(studio.inputs('registry.rollBack')).toEqual([{ network: 'sharpen' }]);
    expect(text('registry')).toContain('Used only where it is chosen.');
  });

  test('that something depends on is removed only when asked again', async () => {
    studio.answers['registry.remove'] = ({ anyway }: { anyway?: boolean }) => {
      if (!anyway) return refusal('conflict', 'Two restorations were made with it.');
      models = models.filter(({ name }) => name !== 'second');
      return (inProject = []);
    };
    const { click, wrapper, of } = await page('/models/second');
    await click('registry-remove');
    await click('registry-remove-run');
    expect(wrapper.text()).toContain('Two restorations were made with it.');
    await click('registry-remove-run');
    expect(studio.inputs('registry.remove')).toEqual([
      { key: 'second'.repeat(3) },
      { key: 'second'.repeat(3), anyway: true },
    ]);
    expect(of('model-second').exists()).toBe(false);
  });
});

test('an evaluation on the project compares with another model of the network', async () => {
  studio.answers['jobs.start'] = (job: object) => ({
    ...{ id: 7, job, state: 'running', startedAt: '2026-01-04T00:00:00Z', done: 0, of: null, secondsLeft: null },
    ...{ problem: null, report: null },
  });
  const { click, fill, submit, of } = await page('/models/second');
  await click('model-evaluate-open');
  expect(of('evaluate-run').attributes('disabled')).toBeDefined();
  await fill('evaluate-out', '/reports/one');
  await fill('evaluate-against', 'first');
  await submit('evaluate-run');
  expect(studio.inputs('jobs.start')).toMatchObject([
    {
      kind: 'evaluate',
      request: {
        ...{ pairs: { filter: { split: 'test' } }, out: '/reports/one', title: 'About second' },
        ...{ compute: { model: 'second' }, against: { model: 'first' } },
      },
    },
  ]);
  expect(of('model-evaluate').exists()).toBe(false);
});

test('an export goes into a folder under the name of the model', async () => {
  studio.answers['models.export'] = () => ({ bytes: 2_000_000 });
  const { click, fill, submit, wrapper } = await page();
  await click('model-export-open');
  await wrapper.find('[role=radio][data-value=onnx]').trigger('click');
  await fill('model-export-folder', '/out/');
  await submit('model-export-run');
  expect(studio.inputs('models.export')).toEqual([
    { model: '/weights/first', file: '/out/first.onnx', format: 'onnx' },
  ]);
  expect(notices).toMatchObject([{ title: 'Exported, 2.0 MB', description: '/out/first.onnx' }]);
});
