import { describe, expect, test } from 'vitest';
import type { Label } from '../../../../electron/contract/label.ts';
import { openFolder } from '../../../../electron/core/import/folder.ts';
import { folderOf, itemsIn, picture, skipsIn, stepsOf } from './support.ts';

const PICTURES = { 'a.png': 'picture', 'b.png': 'picture' };

async function labels(files: Readonly<Record<string, string | Uint8Array>>) {
  const steps = await stepsOf(await openFolder(await folderOf(files)));
  const items = itemsIn(steps);
  return {
    items,
    skips: skipsIn(steps),
    texts: Object.fromEntries(items.map(({ key, label }) => [key, label.transcription])),
    labels: Object.fromEntries(items.map(({ key, label }) => [key, label])),
  };
}

describe('formats', () => {
  test.each<[string, string | Uint8Array]>([
    ['labels.tsv', 'a.png\tone\nb\ttwo\n'],
    ['labels.txt', 'a.png\tone\r\nb.png\ttwo'],
    ['labels.csv', 'a.png,one\nb.png,"two"\n'],
    ['labels.csv', 'text;file\none;a.png\ntwo;b.png\n'],
    ['labels.csv', 'Transcription,File Name\none,a.png\ntwo,b.png\n'],
    ['labels.tsv', 'name\tlabel\na\tone\nb\ttwo\n'],
    ['labels.json', '{"a.png": "one", "b": "two"}'],
    ['labels.json', '{"source": "x", "labels": {"a.png": "one", "b.png": {"text": "two"}}}'],
    ['labels.json', '[{"file_name": "a.png", "text": "one"}, {"file": "b.png", "words": "two"}]'],
    ['rec_gt.txt', 'a.png\tone\nb.png\ttwo\n'],
    ['rec_gt_train.txt', 'a.png\tone\n./b.png\ttwo\n'],
    ['metadata.jsonl', '{"file_name": "a.png", "text": "one"}\n\n{"file_name": "b.png", "text": "two"}\n'],
    ['metadata.csv', 'file_name,text\na.png,one\nb.png,two\n'],
    ['LABELS.CSV', 'a.png,one\nb.png,two\n'],
    ['labels.tsv', Buffer.from('\uFEFFa.png\tone\r\nb.png\ttwo\r\n', 'utf8')],
    ['labels.tsv', Buffer.from('\uFEFFa.png\tone\r\nb.png\ttwo\r\n', 'utf16le')],
    ['labels.tsv', Buffer.from('\uFEFFa.png\tone\nb.png\ttwo\n', 'utf16le').swap16()],
    ['labels.tsv', Buffer.from('a.png\tone\nb.png\ttwo\n', 'utf16le')],
  ])('%s: %j', async (name, content) => {
    const { texts, skips } = await labels({ ...PICTURES, [name]: content });
    expect(skips).toEqual([]);
    expect(texts).toEqual({ 'a.png': 'one', 'b.png': 'two' });
  });

  test.each<[string, string, Record<string, string>]>([
    [
      'labels.csv',
      'a.png,"Harbour, north"\nb.png,Harbour, north\nc.png,1,000,000\n',
      { a: 'Harbour, north', b: 'Harbour, north', c: '1,000,000' },
    ],
    ['labels.csv', 'a.png;Bakery\nb.png;Apothecary\nc.png;Zoe\n', { a: 'Bakery', b: 'Apothecary', c: 'Zoe' }],
    [
      'labels.csv',
      'sep=;\nDatei;Text\na.png;eins\nb.png;zwei\nc.png;"drei;vier"\n',
      { a: 'eins', b: 'zwei', c: 'drei;vier' },
    ],
    ['labels.csv', 'Datei;Text\na.png;eins\nb.png;zwei\nc.png;drei\n', { a: 'eins', b: 'zwei', c: 'drei' }],
    ['Labels.CSV', 'file,text\na.png,one\nb.png,two\nc.png,three\n', { a: 'one', b: 'two', c: 'three' }],
    ['labels.txt', 'a.png Bakery\nb.png Zoe x\nc.png say hi\n', { a: 'Bakery', b: 'Zoe x', c: 'say hi' }],
    ['gt.txt', 'a.png\tBakery\nb.png\tZoe x\nc.png\tsay hi\n', { a: 'Bakery', b: 'Zoe x', c: 'say hi' }],
    [
      'gt.txt',
      'a.png, "Bakery"\nb.png, "say \\"hi\\""\nc.png, "Iron, old"\n',
      { a: 'Bakery', b: 'say "hi"', c: 'Iron, old' },
    ],
    ['list of texts.txt', 'a.png\tBakery\nb.png\tIron\nc.png\tZoe\n', { a: 'Bakery', b: 'Iron', c: 'Zoe' }],
    ['annotations.csv', 'image,text\nA.PNG,one\n b.png ,two\n./c.png,three\n', { a: 'one', b: 'two', c: 'three' }],
    ['labels.tsv', 'a.png \tone\n b.png\ttwo\n./c.png\tthree\n', { a: 'one', b: 'two', c: 'three' }],
  ])('as other programs and people write them, %s: %j', async (name, content, expected) => {
    const { texts, skips } = await labels({ ...PICTURES, 'c.png': 'picture', [name]: content });
    expect(skips).toEqual([]);
    expect(texts).toEqual(Object.fromEntries(Object.entries(expected).map(([stem, text]) => [`${stem}.png`, text])));
  });

  test.each(['Label.txt', 'labels.txt'])('PPOCRLabel writes JSON behind a name, in %s', async (name) => {
    const of = (...texts: string[]) =>
      JSON.stringify(texts.map((transcription) => ({ transcription, points: [[0, 0]] })));
    const content = `a.png\t${of('Bakery')}\nb.png\t${of('No.', '###', '27')}\nc.png\t${of('###')}\nd.png\t[ajar]\n`;
    const pictures = { ...PICTURES, 'c.png': 'picture', 'd.png': 'picture' };
    const { labels: said, skips } = await labels({ ...pictures, [name]: content });
    expect(skips).toEqual([]);
    expect(said).toMatchObject({
      'a.png': { transcription: 'Bakery' },
      'b.png': { transcription: 'No. 27' },
      'c.png': { illegible: true },
      'd.png': { transcription: '[ajar]' },
    });
  });

  test('a text file for each picture, and texts that are about something else', async () => {
    const { texts, skips } = await labels({
      ...PICTURES,
      'a.gt.txt': 'Bakery\n',
      'b.gt.txt': 'Zoe\r\n und Söhne\r\n',
      'README.txt': 'These pictures were taken in spring.\na.png is the finest of them.\nMore follow.\n',
    });
    expect(skips).toEqual([]);
    expect(texts).toEqual({ 'a.png': 'Bakery', 'b.png': 'Zoe und Söhne' });
  });

  test('a text in tab lines may hold tabs and quotes', async () => {
    const { texts } = await labels({ ...PICTURES, 'labels.tsv': 'a.png\tx\ty\nb.png\t"quoted' });
    expect(texts).toEqual({ 'a.png': 'x\ty', 'b.png': '"quoted' });
  });

  test('empty: said without headings and in quotes, not said under headings', async () => {
    expect((await labels({ ...PICTURES, 'rec_gt.txt': 'a.png\t\n' })).texts).toEqual({
      'a.png': '',
      'b.png': undefined,
    });
    const { texts } = await labels({ ...PICTURES, 'metadata.csv': 'file_name,text\na.png,""\nb.png,\n' });
    expect(texts).toEqual({ 'a.png': '', 'b.png': undefined });
  });
});

const FULL: Partial<Label> = {
  direction: 'vn',
  transcription: 'Café 1899, "open"',
  illegible: true,
  difficulty: 'medium',
  focalLengthLr: 70,
  focalLengthHr: 105.5,
  notes: 'two\nlines',
  tags: ['sign', 'a, b'],
  status: 'in-progress',
};

describe('columns', () => {
  test('everything a label holds, from JSON lines', async () => {
    const row = {
      file_name: 'a.png',
      text: FULL.transcription,
      direction: 'vn',
      difficulty: 'medium',
      focal_length_lr: 70,
      focal_length_hr: 105.5,
      illegible: true,
      status: 'in-progress',
      notes: FULL.notes,
      tags: FULL.tags,
      photo: 'IMG_1.jpg',
      split: 'train',
      subset: 'easy',
      name: 'shop',
    };
    const { items } = await labels({ ...PICTURES, 'metadata.jsonl': JSON.stringify(row) });
    expect(items[0]).toMatchObject({ name: 'shop', photo: 'IMG_1.jpg', subset: 'easy' });
    expect(items[0]?.label).toEqual(FULL);
  });

  test('everything a label holds, from CSV', async () => {
    const { items, skips } = await labels({
      ...PICTURES,
      'metadata.csv':
        'file_name,text,type,difficulty,focal_length_lr,focal_length_hr,illegible,status,notes,tags,photo,split,subset\n' +
        'a.png,"Café 1899, ""open""",VN,Medium,70 mm,105.5,yes,in_progress,"two\nlines","[""sign"",""a, b""]",IMG_1.jpg,train,easy\n',
    });
    expect(skips).toEqual([]);
    expect(items[0]?.label).toEqual(FULL);
  });

  test('a focal length alone is that of HR; tags may stand between semicolons; valid is the reverse of illegible', async () => {
    const { labels: read } = await labels({
      'lr/a.png': 'picture',
      'hr/a.png': 'picture',
      'labels.csv': 'file,focal,tags,valid\na,50,one; two,false\n',
    });
    expect(read['hr/a.png']).toEqual({ focalLengthHr: 50, tags: ['one', 'two'], illegible: true });
  });
});

describe('names', () => {
  test.each<[string, string]>([
    ['path of HR', 'easy/hr/1.png'],
    ['path of LR', 'easy/lr/1.png'],
    ['path of the pair', 'easy/1'],
    ['path of the pair with an ending', 'easy/1.png'],
    ['backslashes', 'easy\\hr\\1.png'],
    ['dot', './easy/hr/1.png'],
    ['path from another machine', 'D:\\data\\easy\\hr\\1.png'],
  ])('by the %s', async (_, name) => {
    const { texts, skips } = await labels({
      'easy/lr/1.png': 'picture',
      'easy/hr/1.png': 'picture',
      'hard/hr/1.png': 'picture',
      'rec_gt.txt': `${name}\tone\n`,
    });
    expect(skips).toEqual([]);
    expect(texts).toEqual({ 'easy/hr/1.png': 'one', 'hard/hr/1.png': undefined });
  });

  test('by a path from a folder above the label file', async () => {
    const folder = await folderOf({
      'train_data/rec/1.png': 'picture',
      'train_data/rec/rec_gt.txt': 'train_data/rec/1.png\tone\n',
    });
    const items = itemsIn(await stepsOf(await openFolder(`${folder}/train_data/rec`)));
    expect(items[0]?.label.transcription).toBe('one');
  });

  test('never by the file name alone where folders disagree or several pictures share it', async () => {
    const { texts, skips } = await labels({
      'easy/1.png': 'picture',
      'hard/1.png': 'picture',
      'labels.tsv': '1.png\twhich?\nother/1.png\twrong folder\n',
    });
    expect(texts).toEqual({ 'easy/1.png': undefined, 'hard/1.png': undefined });
    expect(skips).toEqual([
      expect.stringMatching(/^labels\.tsv, line 1: .*names several pictures/),
      expect.stringMatching(/^labels\.tsv, line 2: .*names no picture here: other\/1\.png/),
    ]);
  });

  test('of lr and hr in one row make a pair of any two pictures', async () => {
    const { items, texts, skips } = await labels({
      'small/x.png': 'picture',
      'big/y.png': 'picture',
      'only/z.png': 'picture',
      'metadata.jsonl':
        '{"lr_file_name": "small/x.png", "hr_file_name": "big/y.png", "text": "one"}\n' +
        '{"lr_file_name": "only/z.png", "hr_file_name": null, "text": "two"}\n',
    });
    expect(skips).toEqual([]);
    expect(items.map(({ key, lr, hr }) => [key, lr !== undefined, hr !== undefined])).toEqual([
      ['big/y.png', true, true],
      ['only/z.png', true, false],
    ]);
    expect(texts).toEqual({ 'big/y.png': 'one', 'only/z.png': 'two' });
  });

  test('of lr alone leave the pair together', async () => {
    const { items } = await labels({
      'lr/a.png': 'picture',
      'hr/a.png': 'picture',
      'labels.csv': 'lr,text\nlr/a.png,one\n',
    });
    expect(items).toMatchObject([{ key: 'hr/a.png', label: { transcription: 'one' } }]);
    expect(items[0]?.lr).toBeDefined();
  });
});

describe('what counts', () => {
  test('the last row on a picture, and the earlier one is reported where it differs', async () => {
    const { texts, skips } = await labels({ ...PICTURES, 'labels.tsv': 'a.png\tone\nb\ttwo\na\tthree\nb.png\ttwo\n' });
    expect(texts).toEqual({ 'a.png': 'three', 'b.png': 'two' });
    expect(skips).toEqual([
      'labels.tsv, line 1: file-damaged: Line 1 of labels.tsv is overruled by line 3, which names the same picture.',
    ]);
  });

  test('the nearer file, then the richer one, field by field', async () => {
    const { labels: read } = await labels({
      'sub/a.png': 'picture',
      'labels.csv': 'file,text,difficulty,notes\nsub/a.png,far,easy,far\n',
      'sub/labels.tsv': 'a.png\tnear\n',
      'sub/metadata.jsonl': '{"file_name": "a.png", "notes": "rich"}\n',
    });
    expect(read['sub/a.png']).toEqual({ transcription: 'near', difficulty: 'easy', notes: 'rich' });
  });
});

describe('faults', () => {
  test('are reported by line and the rest is used', async () => {
    const { texts, skips } = await labels({
      ...PICTURES,
      'labels.csv':
        'file,text,direction\n\na.png,one,sideways\n,two,h\nb.png,two,h,more\nb.png,"two,h\nb.png,three,h\n',
    });
    expect(texts).toEqual({ 'a.png': 'one', 'b.png': 'three' });
    expect(skips.map((skip) => skip.replace(': file-damaged', ''))).toEqual([
      'labels.csv, line 3: Line 3 of labels.csv has a direction that cannot be understood: "sideways"; the rest of it was taken.',
      'labels.csv, line 4: Line 4 of labels.csv names no file.',
      'labels.csv, line 5: Line 5 of labels.csv has 4 cells under 3 headings.',
      'labels.csv, line 6: Line 6 of labels.csv opens a quote that is never closed.',
    ]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['labels.json', '{', /^labels\.json: .*labels\.json is not JSON/],
    ['labels.json', '[3]', /^labels\.json, entry 1: .*is no object/],
    ['labels.json', '7', /holds no object of names and texts/],
    ['labels.json', '{"a.png": true}', /entry 1: .*has a transcription that cannot be understood: true/],
    ['metadata.jsonl', '{"file_name": "a.png"\n', /line 1: .*is not JSON/],
    ['metadata.jsonl', '{"text": "x"}\n', /line 1: .*names no file/],
    ['labels.tsv', 'a.png\n', /line 1: .*has no name and text/],
    [
      'labels.tsv',
      Buffer.from('a.png\tcaf\xe9\n', 'latin1'),
      /line 1: .*has a transcription with characters that cannot be kept/,
    ],
    ['metadata.jsonl', '{"file_name": "a.png", "text": "\\ud800"}', /characters that cannot be kept/],
    ['labels.tsv', 'a.png\tx\0y\n', /characters that cannot be kept/],
    ['labels.csv', 'file,focal\na.png,-3\n', /has a focalLength that cannot be understood: "-3"/],
    ['labels.csv', `file,text\na.png,${'x'.repeat(10_001)}\n`, /has a transcription that cannot be understood/],
  ])('%s: %j', async (name, content, message) => {
    const { texts, skips } = await labels({ ...PICTURES, [name]: content });
    expect(skips).toEqual([expect.stringMatching(message)]);
    expect(texts).toEqual({ 'a.png': undefined, 'b.png': undefined });
  });

  test('beyond a thousand are counted', async () => {
    const { skips, texts } = await labels({ ...PICTURES, 'labels.tsv': `${'no tab\n'.repeat(2500)}a.png\tone\n` });
    expect(skips).toHaveLength(1001);
    expect(skips.at(-1)).toMatch(/The rest of labels\.tsv has 1500 more faults/);
    expect(texts['a.png']).toBe('one');
  });
});

test('the focal length comes from EXIF where no file says it', async () => {
  const exif = Buffer.from(
    '49492a0008000000010069870400010000001a000000000000000100' +
      '0a92050001000000' +
      '2c000000' +
      '00000000' +
      'f9010000' +
      '0a000000',
    'hex',
  );
  const plain = Buffer.from(await picture());
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('eXIf', 'latin1'), exif, Buffer.alloc(4)]);
  chunk.writeUInt32BE(exif.length, 0);
  const withExif = Buffer.concat([plain.subarray(0, 33), chunk, plain.subarray(33)]);
  const { labels: read } = await labels({
    'lr/a.png': withExif,
    'hr/a.png': withExif,
    'lr/b.png': withExif,
    'hr/b.png': withExif,
    'labels.csv': 'file,focal_length_hr\nb,24\n',
  });
  expect(read).toEqual({
    'hr/a.png': { focalLengthLr: 50.5, focalLengthHr: 50.5 },
    'hr/b.png': { focalLengthLr: 50.5, focalLengthHr: 24 },
  });
});
