import { expect, it } from 'vitest';
import { csv } from '../../../../../electron/core/photos/formats/csv.ts';
import { aLine, aResult } from '../a-result.ts';

it('quotes what must be quoted, and lets no spreadsheet compute what was read', () => {
  const [head, first, second] = csv(aResult({ blocks: [[aLine('say "a, b"', 20, 10), aLine('=1+2', 0, 40)]] })).split(
    '\r\n',
  );
  expect(
    head?.startsWith('\ufeffblock,line,text,confidence,chosen,restoration,reader,read as it is,read restored,x1,y1'),
  ).toBe(true);
  expect(first).toBe(
    '1,1,"say ""a, b""",0.900,input,restored,ppocr,"say ""a, b""","say ""a, b""?",20,10,120,10,120,30,20,30',
  );
  expect(second?.startsWith("1,2,'=1+2,")).toBe(true);
});
