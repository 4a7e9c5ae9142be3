import { describe, expect, it } from 'vitest';
import { alto } from '../../../../../electron/core/photos/formats/alto.ts';
import { aLine, aResult } from '../a-result.ts';
import { isValidBySchema } from './schema-suite.ts';

isValidBySchema('alto-4-4.xsd', alto);

describe('alto', () => {
  it('places words by their share of the line, inside the picture', () => {
    const xml = alto(aResult({ blocks: [[aLine('Tom & "Jerry"', 20, 10)]] }));
    expect(xml).toContain('HPOS="20" VPOS="10" WIDTH="30" HEIGHT="20" WC="0.900" CONTENT="Tom"');
    expect(xml).toContain('HPOS="80" VPOS="10" WIDTH="70" HEIGHT="20" WC="0.900" CONTENT="&quot;Jerry&quot;"');
    expect(xml).toContain('<Polygon POINTS="20,10 150,10 150,30 20,30"/>');
    expect(xml).toContain('BASELINE="20,25 150,25"');
    expect(alto(aResult({ blocks: [[aLine('xy', -5, 40)]] }))).toContain('HPOS="0" VPOS="40" WIDTH="15" HEIGHT="20"');
  });

  it('names the picture with its hash', () => {
    expect(alto(aResult())).toContain('<fileName>page &quot;1&quot; &amp; &lt;2&gt;.jpg</fileName>');
    expect(alto(aResult())).toContain(
      `<fileIdentifier fileIdentifierLocation="SHA-256">${'ab'.repeat(32)}</fileIdentifier>`,
    );
  });
});
