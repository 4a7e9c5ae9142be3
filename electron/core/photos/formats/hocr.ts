import type { PhotoLine, PhotoResult } from '../../../contract/photo.ts';
import { boxAround, wordsOf, type PictureSize } from '../words.ts';
import { escaped } from './xml.ts';

type Page = Pick<PhotoResult, 'blocks' | 'input' | 'software' | 'writing'>;

/** hOCR 1.2 as XHTML: a page, an area for each block, its lines and words with boxes in pixels of the upright picture. */
export function hocr({ blocks, input, software, writing }: Page): string {
  const { width, height } = input;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" dir="${writing}">
  <head>
    <meta charset="utf-8"/>
    <title>${escaped(input.file)}</title>
    <meta name="ocr-system" content="${escaped(software)}"/>
    <meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_line ocrx_word"/>
  </head>
  <body>
    <div class="ocr_page" id="page_1" title="image &quot;${escaped(input.file.replaceAll('"', ''))}&quot;; bbox 0 0 ${width} ${height}; ppageno 0">
${blocks.map((block, b) => areaXml(block, b + 1, input)).join('')}    </div>
  </body>
</html>
`;
}

function areaXml(lines: readonly PhotoLine[], number: number, picture: PictureSize): string {
  const corners = lines.flatMap(({ quad }) => quad);
  return `      <div class="ocr_carea" id="block_${number}" title="${boxText(corners, picture)}">
${lines.map((line, l) => lineXml(line, `${number}_${l + 1}`, picture)).join('')}      </div>
`;
}

function lineXml(line: PhotoLine, number: string, picture: PictureSize): string {
  const words = wordsOf(line).map(
    ({ text, quad, confidence }, w) =>
      `<span class="ocrx_word" id="word_${number}_${w + 1}" title="${boxText(quad, picture)}; x_wconf ${Math.round(100 * confidence)}">${escaped(text)}</span>`,
  );
  const polygon = line.quad.flat().map(Math.round).join(' ');
  return `        <span class="ocr_line" id="line_${number}" title="${boxText(line.quad, picture)}; poly ${polygon}">${words.join(' ')}</span>
`;
}

function boxText(points: readonly PhotoLine['baseline'][number][], picture: PictureSize): string {
  const { left, top, width, height } = boxAround(points, picture);
  return `bbox ${left} ${top} ${left + width} ${top + height}`;
}
