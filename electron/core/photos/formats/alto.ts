import type { PhotoLine, PhotoResult } from '../../../contract/photo.ts';
import { boxAround, pointsText, wordsOf, type Box, type PlacedWord, type PictureSize } from '../words.ts';
import { escaped } from './xml.ts';

type Page = Pick<PhotoResult, 'blocks' | 'input' | 'software' | 'startedAt' | 'settings' | 'notice'>;

/** ALTO 4.4, in pixels of the upright picture: a block for each block, a string for each word, both readings where they differ. */
export function alto(page: Page): string {
  const { input, software, startedAt, notice } = page;
  const { width, height } = input;
  const [name = software, version = ''] = software.split(/ (?=\d)/);
  return `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.loc.gov/standards/alto/ns-v4# http://www.loc.gov/standards/alto/v4/alto-4-4.xsd" SCHEMAVERSION="4.4">
  <Description>
    <MeasurementUnit>pixel</MeasurementUnit>
    <sourceImageInformation>
      <fileName>${escaped(input.file)}</fileName>
      <fileIdentifier fileIdentifierLocation="SHA-256">${input.sha256}</fileIdentifier>
    </sourceImageInformation>
    <Processing ID="processing">
      <processingDateTime>${escaped(startedAt)}</processingDateTime>
      <processingStepDescription>${escaped(notice)}</processingStepDescription>
      <processingStepSettings>${escaped(settingsText(page))}</processingStepSettings>
      <processingSoftware>
        <softwareName>${escaped(name)}</softwareName>
        <softwareVersion>${escaped(version)}</softwareVersion>
      </processingSoftware>
    </Processing>
  </Description>
  <Layout>
    <Page ID="page" PHYSICAL_IMG_NR="1" WIDTH="${width}" HEIGHT="${height}" PROCESSINGREFS="processing">
      <PrintSpace HPOS="0" VPOS="0" WIDTH="${width}" HEIGHT="${height}">
${page.blocks.map((block, b) => blockXml(block, `b${b + 1}`, input)).join('')}      </PrintSpace>
    </Page>
  </Layout>
</alto>
`;
}

function settingsText({ settings }: Page): string {
  const { detector, model, readers } = settings;
  const restored = model ? [`TSRN ${model.name} ${model.sha256}`] : [];
  return [
    `${detector.title} ${detector.sha256}`,
    ...restored,
    ...readers.map((one) => `${one.title} ${one.sha256}`),
  ].join('; ');
}

function blockXml(lines: readonly PhotoLine[], id: string, picture: PictureSize): string {
  const box = boxAround(
    lines.flatMap(({ quad }) => quad),
    picture,
  );
  return `        <TextBlock ID="${id}" ${placeOf(box)}>
${lines.map((line, l) => lineXml(line, `${id}l${l + 1}`, picture)).join('')}        </TextBlock>
`;
}

function lineXml(line: PhotoLine, id: string, picture: PictureSize): string {
  const words = wordsOf(line);
  const strings = words.map(
    (word, w) => wordXml(word, `${id}w${w + 1}`, picture) + (w < words.length - 1 ? SPACE : ''),
  );
  // A line in which nothing was read is still a line; the schema wants a string.
  const content =
    strings.length > 0 ? strings.join('') : wordXml({ text: '', quad: line.quad, confidence: 0 }, `${id}w1`, picture);
  return `          <TextLine ID="${id}" ${placeOf(boxAround(line.quad, picture))} BASELINE="${pointsText(line.baseline, picture)}">
            <Shape><Polygon POINTS="${pointsText(line.quad, picture)}"/></Shape>
${content}          </TextLine>
`;
}

const SPACE = '            <SP/>\n';

function wordXml({ text, quad, confidence }: PlacedWord, id: string, picture: PictureSize): string {
  const place = placeOf(boxAround(quad, picture));
  return `            <String ID="${id}" ${place} WC="${confidence.toFixed(3)}" CONTENT="${escaped(text)}">
              <Shape><Polygon POINTS="${pointsText(quad, picture)}"/></Shape>
            </String>
`;
}

const placeOf = ({ left, top, width, height }: Box): string =>
  `HPOS="${left}" VPOS="${top}" WIDTH="${width}" HEIGHT="${height}"`;
