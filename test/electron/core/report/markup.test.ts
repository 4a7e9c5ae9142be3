import { describe, expect, test } from 'vitest';
import { marked } from '../../../../electron/core/evaluation/case.ts';
import { html } from '../../../../electron/core/report/markup.ts';
import { textRule } from '../../../../models/metrics/text-accuracy.ts';
import { pageOf } from '../../../../electron/core/report/page.ts';

test('everything inserted is escaped, markup is not', () => {
  const inner = html`<b>${'<script>alert("x")</script>'}</b>`;
  expect(html`<i title="${`"'&`}">${[inner, undefined, false, 3]}</i>`.source).toBe(
    '<i title="&quot;&#39;&amp;"><b>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</b>3</i>',
  );
});

describe('marked', () => {
  const plain = textRule('correct');

  test('characters that differ are marked, removed ones vanish', () => {
    expect(marked('H0TEL', 'HOTELS', plain).source).toBe('H<mark>0</mark>TEL');
    expect(marked('HOTEL', undefined, plain).source).toBe('HOTEL');
  });

  test('what the rule ignores is not marked', () => {
    const latin = textRule('correct', { alphabet: [...'0123456789abcdefghijklmnopqrstuvwxyz'] });
    expect(marked('hoteis', 'Hotels', latin).source).toBe('hote<mark>i</mark>s');
    expect(marked('Cafe!', 'café', textRule('compatible')).source).toBe('Caf<mark>e</mark>!');
    expect(marked('a <b', 'a b', plain).source).toBe('a <mark>&lt;</mark>b');
  });
});

test('a page allows no script and fetches nothing', () => {
  const page = pageOf({ title: '<t>', lead: '', facts: [['a', 'b']], sections: [], software: 'Palimpsest' });
  expect(page).toContain('default-src &#39;none&#39;');
  expect(page).not.toMatch(/<script|https?:/);
  expect(page).toContain('<title>&lt;t&gt;</title>');
});
