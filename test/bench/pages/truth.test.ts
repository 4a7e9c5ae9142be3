import { expect, it } from 'vitest';
import { trueLines } from './truth.ts';

const line = (content: string) =>
  `<TextLine BASELINE="1 2 30 4"><Shape><Polygon POINTS="0 0 30 0 30 9"/></Shape><String CONTENT="${content}"/></TextLine>`;

it('reads lines with their texts, without the marks of the transcribers', () => {
  const alto = `${line('l&#x27;_ann&amp;e 3^e')}\n<TextLine><String CONTENT="no outline"/></TextLine>\n${line('~~~ x')}`;
  expect(trueLines(alto)).toEqual([
    {
      polygon: [
        [0, 0],
        [30, 0],
        [30, 9],
      ],
      baseline: [
        [1, 2],
        [30, 4],
      ],
      text: "l'ann&e 3e",
    },
    {
      polygon: [
        [0, 0],
        [30, 0],
        [30, 9],
      ],
      baseline: [
        [1, 2],
        [30, 4],
      ],
      text: '',
    },
  ]);
});
