import { expect, test } from 'vitest';
import { marked } from '../../electron/core/report/case.ts';
import { html } from '../../electron/core/report/markup.ts';
import { pageOf } from '../../electron/core/report/page.ts';

test('everything inserted is escaped, markup is not', () => {
  const inner = html`<b>${'<script>alert("x")</script>'}</b>`;
  expect(html`<i title="${`"'&`}">${[inner, undefined, false, 3]}</i>`.source).toBe(
    '<i title="&quot;&#39;&amp;"><b>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</b>3</i>',
  );
});

test('characters that differ are marked, removed ones vanish', () => {
  expect(marked('H0TEL', 'HOTELS').source).toBe('H<mark>0</mark>TEL');
  expect(marked('HOTEL', undefined).source).toBe('HOTEL');
});

test('a page allows no script and fetches nothing', () => {
  const page = pageOf({ title: '<t>', lead: '', facts: [['a', 'b']], sections: [], software: 'Palimpsest' });
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/<script|https?:/);
  expect(page).toContain('<title>&lt;t&gt;</title>');
});
