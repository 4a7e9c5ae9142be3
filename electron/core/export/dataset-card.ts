/** The README.md of a Hugging Face data set: which folder is which split, and what the columns hold. */
export function datasetCard(folders: readonly string[]): string {
  const splits = folders.filter((folder) => folder !== 'all');
  const configs = [
    ...(splits.length > 0
      ? [
          config(
            'default',
            splits.map((split) => [split, split]),
          ),
        ]
      : []),
    ...(folders.includes('all') ? [config(splits.length > 0 ? 'unsplit' : 'default', [['train', 'all']])] : []),
  ];
  const front = configs.length > 0 ? `---\nconfigs:\n${configs.join('')}---\n\n` : '';
  return `${front}${TEXT}`;
}

const config = (name: string, splits: readonly (readonly [split: string, folder: string])[]): string =>
  `- config_name: ${name}\n  data_files:\n${splits.map(([split, folder]) => `  - split: ${split}\n    path: ${folder}/**\n`).join('')}`;

const TEXT = `# Text crops

Exported from Palimpsest. Each row is one crop of text: the image (high resolution where there is one), in pairs also the
low-resolution image \`lr\`, both as they were captured, and what annotators said.

- \`text\`: the transcription. \`transcribed\` is false where nobody has given one; '' with true says that there is no text.
- \`direction\`: h, or turned vp (90° clockwise), vn (90° counter-clockwise), td (180°); \`difficulty\`: easy, medium, hard.
- \`focal_length_lr\`, \`focal_length_hr\`: millimetres.
- \`illegible\`, \`status\`, \`notes\`, \`tags\` (a JSON list), \`photo\` (crops of one photo share it), \`subset\`, \`name\`.

Null says that nobody said it. In a split where no row has a value in a column, '' and 0.0 stand for null, because the
columns of all splits must be of one type.
`;
