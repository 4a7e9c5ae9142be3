import type { PhotoLine, PhotoResult } from '../../../contract/photo.ts';
import { chosenReading, pointsText, wordsOf, type PictureSize } from '../words.ts';
import { escaped } from './xml.ts';

type Page = Pick<PhotoResult, 'blocks' | 'input' | 'software' | 'startedAt' | 'notice' | 'writing'>;

/** PAGE 2019-07-15, in pixels of the upright picture. Where the other reading differs it follows as a second, less sure text. */
export function pageXml(page: Page): string {
  const { input, software, startedAt, notice, blocks, writing } = page;
  const direction = writing === 'rtl' ? 'right-to-left' : 'left-to-right';
  return `<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15 http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15/pagecontent.xsd">
  <Metadata>
    <Creator>${escaped(software)}</Creator>
    <Created>${escaped(startedAt)}</Created>
    <LastChange>${escaped(startedAt)}</LastChange>
    <Comments>${escaped(`${notice} SHA-256 of the picture: ${input.sha256}.`)}</Comments>
  </Metadata>
  <Page imageFilename="${escaped(input.file)}" imageWidth="${input.width}" imageHeight="${input.height}" readingDirection="${direction}" textLineOrder="top-to-bottom">
${orderXml(blocks.length)}${blocks.map((block, b) => regionXml(block, `r${b + 1}`, input)).join('')}  </Page>
</PcGts>
`;
}

function orderXml(regions: number): string {
  if (regions === 0) return '';
  const references = Array.from(
    { length: regions },
    (_, i) => `        <RegionRefIndexed index="${i}" regionRef="r${i + 1}"/>\n`,
  );
  return `    <ReadingOrder>
      <OrderedGroup id="order">
${references.join('')}      </OrderedGroup>
    </ReadingOrder>
`;
}

function regionXml(lines: readonly PhotoLine[], id: string, picture: PictureSize): string {
  const corners = lines.flatMap(({ quad }) => quad);
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const outline = pointsText(
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
    picture,
  );
  return `    <TextRegion id="${id}" type="paragraph">
      <Coords points="${outline}"/>
${lines.map((line, l) => lineXml(line, `${id}l${l + 1}`, picture)).join('')}    </TextRegion>
`;
}

function lineXml(line: PhotoLine, id: string, picture: PictureSize): string {
  const words = wordsOf(line).map(
    ({ text, quad, confidence }, w) => `        <Word id="${id}w${w + 1}">
          <Coords points="${pointsText(quad, picture)}"/>
          <TextEquiv conf="${confidence.toFixed(3)}"><Unicode>${escaped(text)}</Unicode></TextEquiv>
        </Word>
`,
  );
  return `      <TextLine id="${id}" custom="reading {chosen:${line.chosen}; restoration:${line.restoration};}">
        <Coords points="${pointsText(line.quad, picture)}"/>
        <Baseline points="${pointsText(line.baseline, picture)}"/>
${words.join('')}${textsXml(line)}      </TextLine>
`;
}

function textsXml(line: PhotoLine): string {
  const taken = chosenReading(line);
  const [first] = line.readings;
  const other = line.chosen === 'restored' ? first?.input : first?.restored;
  const all = [taken, other && other.text !== taken?.text ? other : undefined].filter((reading) => reading != null);
  return all
    .map(
      ({ text, confidence }, i) =>
        `        <TextEquiv index="${i}" conf="${confidence.toFixed(3)}"><Unicode>${escaped(text)}</Unicode></TextEquiv>\n`,
    )
    .join('');
}
