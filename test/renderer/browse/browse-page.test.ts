// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { EMPTY_LABEL, type Label } from '../../../electron/contract/label.ts';
import type { ListedPair, PairQuery } from '../../../electron/contract/pairs.ts';
import BrowsePage from '../../../renderer/browse/BrowsePage.vue';
import { useSettings } from '../../../renderer/app/settings.ts';
import { notices, refusal, studio } from '../support/fake-studio.ts';
import { mounted, PROJECT } from '../support/mounted.ts';
import { Problem } from '../../../models/base/problem.ts';

vi.mock('../../../renderer/app/client.ts', async () => (await import('../support/fake-studio.ts')).clientModule);
vi.mock('@nuxt/ui/composables', async () => (await import('../support/fake-studio.ts')).composables);
enableAutoUnmount(afterEach);
// The list shows only what is in sight, and here nothing has a size.
beforeAll(() => {
  for (const side of ['clientWidth', 'clientHeight']) {
    Object.defineProperty(HTMLDivElement.prototype, side, { configurable: true, get: () => 800 });
  }
});

const pair = (id: number, label: Partial<Label> = {}): ListedPair => ({
  ...{ id, name: `sign ${id}`, subset: 'easy', photoId: id, split: null, lr: null, hr: null, uncertainty: null },
  ...{ directionProposed: null, difficultyProposed: null, label: { ...EMPTY_LABEL, ...label } },
});
let pairs: ListedPair[];
const listed = ({ filter }: PairQuery) =>
  pairs.filter(
    ({ label }) =>
      (filter?.status === undefined || label.status === filter.status) &&
      (filter?.text === undefined || label.transcription?.includes(filter.text)),
  );

beforeEach(() => {
  localStorage.clear();
  pairs = [pair(1, { transcription: 'OPEN' }), pair(2, { transcription: 'EXIT', status: 'done' }), pair(3)];
  studio.reset({
    'pairs.ids': ({ query, offset }: { query: PairQuery; offset: number }) =>
      listed(query)
        .map(({ id }) => id)
        .slice(offset),
    'pairs.listed': ({ pairIds }: { pairIds: number[] }) => pairs.filter(({ id }) => pairIds.includes(id)),
    'views.list': () => [],
    'checks.findings': () => [],
    'project.info': () => PROJECT,
    statistics: () => ({ bySubset: [{ value: 'easy', pairs: 3 }], byAnnotator: [] }),
  });
});

async function page(at = '/browse', project = PROJECT) {
  const shown = await mounted(BrowsePage, { at, project });
  useSettings().settings.annotator = 'ada';
  await flushPromises();
  return { ...shown, rows: () => shown.wrapper.findAll('[role=option]').map((row) => row.text()) };
}

describe('the list', () => {
  test('shows every pair with its text and status', async () => {
    const { rows, text } = await page();
    expect(rows()).toHaveLength(3);
    expect(rows()[0]).toContain('sign 1');
    expect(rows()[0]).toContain('OPEN');
    expect(rows()[1]).toContain('Done');
    expect(text('pair-count')).toBe('3 pairs');
  });

  test('follows a filter, which the address keeps, until it is cleared', async () => {
    const { fill, click, rows, router, text } = await page();
    await fill('filter-status', 'done');
    expect(rows()).toHaveLength(1);
    expect(rows()[0]).toContain('EXIT');
    expect(text('pair-count')).toBe('1 pair');
    expect(JSON.parse(String(router.currentRoute.value.query.query))).toEqual({ filter: { status: 'done' } });
    await click('filters-clear');
    expect(rows()).toHaveLength(3);
  });

  test('begins with the query of the address', async () => {
    const query = encodeURIComponent(JSON.stringify({ filter: { text: 'OPEN' } }));
    const { rows, of } = await page(`/browse?query=${query}`);
    expect(rows()).toHaveLength(1);
    expect((of('search').element as HTMLInputElement).value).toBe('OPEN');
  });

  test('is asked for in another order', async () => {
    const { fill } = await page();
    await fill('order', 'uncertainty');
    expect(studio.inputs('pairs.ids').at(-1)).toMatchObject({ query: { order: 'uncertainty' } });
  });

  test('says where nothing matches, and clears the filters from there', async () => {
    const { fill, wrapper, rows } = await page();
    await fill('filter-status', 'rejected');
    expect(wrapper.text()).toContain('No pairs match these filters');
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Clear the filters')
      ?.trigger('click');
    await flushPromises();
    expect(rows()).toHaveLength(3);
  });

  test('says why it is not there, and asks again', async () => {
    const ids = studio.answers['pairs.ids'];
    studio.answers['pairs.ids'] = () => refusal('file-damaged', 'The index is damaged.');
    const { of, text, rows } = await page();
    expect(text('problem-sentence')).toBe('The index is damaged.');
    if (ids) studio.answers['pairs.ids'] = ids;
    await of('problem').find('button').trigger('click');
    await flushPromises();
    expect(of('problem').exists()).toBe(false);
    expect(rows()).toHaveLength(3);
  });

  test('a double click opens the pair for annotation, within the same list', async () => {
    const { of, router } = await page();
    await of('pair-1').trigger('dblclick');
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('annotate'));
    expect(router.currentRoute.value.fullPath).toContain('2');
  });
});

describe('selected pairs', () => {
  test('one shows its details and findings', async () => {
    studio.answers['checks.findings'] = () => [{ check: 'blur' }];
    const { click, text } = await page();
    await click('pair-0');
    expect(studio.inputs('checks.findings')).toEqual([{ pairId: 1 }]);
    expect(text('pair-details')).toContain('OPEN');
    expect(text('finding')).toBe('HR blurred');
  });

  test('a range is edited together: what is set is sent, the rows follow', async () => {
    studio.answers['labels.set'] = ({ pairIds, changes }: { pairIds: number[]; changes: Partial<Label> }) => ({
      pairs: pairIds.length,
      labels: pairIds.map((pairId) => ({
        pairId,
        label: { ...pairs.find(({ id }) => id === pairId)?.label, ...changes },
      })),
    });
    const { click, fill, submit, rows, text } = await page();
    await click('pair-0');
    await click('pair-2', { shiftKey: true });
    expect(text('pair-count')).toBe('3 selected of 3 pairs');
    expect(text('bulk-editor')).toContain('Edit 3 pairs');
    await fill('bulk-status', 'reviewed');
    await fill('bulk-focalLengthHr', '105');
    await submit('bulk-apply');
    expect(studio.inputs('labels.set')).toEqual([
      {
        ...{ annotator: 'ada', pass: 1, project: 'p1', pairIds: [1, 2, 3] },
        changes: { status: 'reviewed', focalLengthHr: 105 },
      },
    ]);
    for (const row of rows()) expect(row).toContain('Reviewed');
    expect(notices).toMatchObject([{ color: 'success', title: '3 labels changed' }]);
  });

  test('an edit that fails is said and keeps what was set', async () => {
    studio.answers['labels.set'] = () => refusal('not-writable', 'The project is read-only.');
    const { click, fill, submit, of } = await page();
    await click('pair-0');
    await fill('bulk-status', 'reviewed');
    await submit('bulk-apply');
    expect(notices).toMatchObject([{ color: 'error', title: 'The project is read-only.' }]);
    expect((of('bulk-status').element as HTMLSelectElement).value).toBe('reviewed');
  });

  test('nothing can be applied while nothing is set, nor in a project that is read-only', async () => {
    const writable = await page();
    await writable.click('pair-0');
    expect(writable.of('bulk-apply').attributes('disabled')).toBeDefined();
    writable.wrapper.unmount();
    const reason = new Problem('other-project-open', {}).toData();
    const locked = await page('/browse', { ...PROJECT, readOnly: { reason } });
    await locked.click('pair-0');
    await locked.fill('bulk-status', 'reviewed');
    expect(locked.of('bulk-apply').attributes('disabled')).toBeDefined();
  });

  test('are handed to restoring', async () => {
    const { click, of } = await page();
    await click('pair-0');
    await click('pair-2', { ctrlKey: true });
    expect(JSON.parse(of('restore-selected').attributes('data-to') ?? '')).toEqual({
      ...{ name: 'restore', query: { pairs: '1,3' } },
    });
  });
});

describe('views', () => {
  test('filters are saved under a name, and come back with it', async () => {
    const views: object[] = [];
    studio.answers['views.list'] = () => views;
    studio.answers['views.save'] = (view: object) => views.push({ id: 1, ...view });
    const { fill, click, submit, rows } = await page();
    await fill('filter-status', 'done');
    await click('view-new');
    await fill('view-name', ' finished ');
    await submit('view-save');
    expect(studio.inputs('views.save')).toEqual([{ name: 'finished', query: { filter: { status: 'done' } } }]);
    await click('filters-clear');
    expect(rows()).toHaveLength(3);
    await click('view-finished');
    expect(rows()).toHaveLength(1);
  });
});

describe('checks', () => {
  test('show how many pairs they found, filter by it, and are run by a job', async () => {
    studio.answers['checks.counts'] = () => [
      { check: 'blur', pairs: 2, stale: true, at: '2026-01-05T00:00:00Z' },
      { check: 'shift', stale: false },
    ];
    studio.answers['jobs.start'] = (job: object) => ({ id: 1, job, state: 'finished', project: PROJECT.folder });
    const { wrapper, click, text, of } = await page();
    await wrapper.find('[role=tab][data-value=checks]').trigger('click');
    await flushPromises();
    expect(text('check-blur')).toMatch(/HR blurred\s*outdated\s*2/);
    expect(of('check-shift').attributes('disabled')).toBeDefined();
    await click('check-blur');
    expect(studio.inputs('pairs.ids').at(-1)).toMatchObject({ query: { filter: { check: 'blur' } } });
    await click('checks-run');
    expect(studio.inputs('jobs.start')).toEqual([{ kind: 'checks', request: {} }]);
  });
});
