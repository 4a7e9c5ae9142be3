import { z } from 'zod';
import { columnsOf, labelRow, type LabelRow } from './label-row.ts';

/** What PPOCRLabel writes behind a picture's name: the texts that were found in it, with their places. */
const textsSchema = z.array(z.object({ transcription: z.string() })).min(1);
const ILLEGIBLE = '###';
const COLUMNS = columnsOf(['file', 'transcription', 'illegible']);

/** The label in PPOCRLabel's JSON; several texts of one picture are read one after the other. Undefined for any other text. */
export function ppocrLabel(file: string, text: string): LabelRow | undefined {
  if (!/^\s*\[\s*\{/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const texts = textsSchema.safeParse(value).data?.map(({ transcription }) => transcription);
  if (!texts) return undefined;
  const legible = texts.filter((transcription) => transcription !== ILLEGIBLE);
  return labelRow(COLUMNS, legible.length > 0 ? [file, legible.join(' '), undefined] : [file, undefined, true]);
}
