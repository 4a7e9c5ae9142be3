import { describe, expect, it } from 'vitest';
import { pageXml } from '../../../../../electron/core/photos/formats/page-xml.ts';
import { aLine, aReading, aResult } from '../a-result.ts';
import { isValidBySchema } from './schema-suite.ts';

isValidBySchema('page-2019-07-15.xsd', pageXml);

describe('pageXml', () => {
  it('keeps the reading that was not taken as a second text', () => {
    const taken = aLine('after', 0, 0, {
      chosen: 'restored',
      readings: [{ reader: 'ppocr', input: aReading('beforo', 0.6), restored: aReading('after', 0.9) }],
    });
    const xml = pageXml(aResult({ blocks: [[taken]] }));
    expect(xml).toContain('<TextEquiv index="0" conf="0.900"><Unicode>after</Unicode></TextEquiv>');
    expect(xml).toContain('<TextEquiv index="1" conf="0.600"><Unicode>beforo</Unicode></TextEquiv>');
    expect(xml).toContain('custom="reading {chosen:restored; restoration:restored;}"');
  });

  it('has its regions in reading order', () => {
    expect(pageXml(aResult())).toMatch(/index="0" regionRef="r1"[\s\S]*index="1" regionRef="r2"/);
    expect(pageXml(aResult({ writing: 'rtl' }))).toContain('readingDirection="right-to-left"');
  });
});
