import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hocr } from '../../../../../electron/core/photos/formats/hocr.ts';
import { aLine, aResult } from '../a-result.ts';

const hasXmllint = spawnSync('xmllint', ['--version']).error === undefined;

describe('hocr', () => {
  it('has the page, its lines and its words with their boxes', () => {
    const page = hocr(aResult({ blocks: [[aLine('Tom & x', 20, 10)]] }));
    expect(page).toContain('title="image &quot;page 1 &amp; &lt;2&gt;.jpg&quot;; bbox 0 0 400 300; ppageno 0"');
    expect(page).toContain(
      '<span class="ocr_line" id="line_1_1" title="bbox 20 10 90 30; poly 20 10 90 10 90 30 20 30">',
    );
    expect(page).toContain('<span class="ocrx_word" id="word_1_1_1" title="bbox 20 10 50 30; x_wconf 90">Tom</span>');
    expect(page).toContain('>&amp;</span>');
  });

  it.skipIf(!hasXmllint)('is well-formed (xmllint, Debian package libxml2-utils)', () => {
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '-'], {
      input: hocr(aResult()),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
