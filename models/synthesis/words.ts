import { createHash } from 'node:crypto';
import { asProblem, Problem } from '../base/problem.ts';
import { readUserText } from '../base/user-file.ts';

export interface WordList {
  /** Path; none for the list that comes along. */
  file: string | null;
  sha256: string;
  words: readonly string[];
}

/** Of signs, shops, streets and shelves; short, so that a few thousand pairs say each often. Give a list for variety. */
const COMMON =
  'access address airport alley apple april arrival august avenue bakery bank bar beach beer best big bike black block ' +
  'blue boat book bread bridge brown bus cafe call camera cash castle caution center central change cheese church city ' +
  'clean clinic close closed club coffee cold college copy corner court cream cross danger daily dark dealer december ' +
  'delivery dentist deposit design desk diesel dinner discount district doctor dog door down drink drive dry east easy ' +
  'electric emergency empty engine enter entrance evening exit express factory family farm fast february ferry film fire ' +
  'first fish floor flower food forest free fresh friday front fruit fuel full garage garden gate gift glass gold good ' +
  'grand great green grill ground group guest hall hand harbour health heavy help hill home hospital hot hotel house ice ' +
  'information inn island january jazz job july june keep key king kitchen land large last laundry law left library light ' +
  'line lock lodge london lunch machine magazine mail main mall march market may meat medical meeting menu metal metro ' +
  'milk monday money motel motor museum music national new news night no north not notice november number oak october off ' +
  'office oil old one only open orange order organic oven owner paint palace paper park parking party pass people pharmacy ' +
  'phone photo piano pizza plaza please point police pool post power press price private public pull push quality quick ' +
  'quiet radio rail red rent repair reserved rest river road room royal safe sale salon salt saturday school sea second ' +
  'security self sell service shoes shop silver slow small smoke snack soap soup south special speed sport square stadium ' +
  'stairs star station stop store street studio sugar summer sunday super table taxi tea theatre thursday ticket tire ' +
  'toilet tours towel tower town track trade traffic train travel tuesday union university up valley video view village ' +
  'visitors warning wash watch water way wednesday welcome west white wine winter wood work world yellow young zone';

/** What a list is good for: one line, or one word, each, in Unicode NFC. */
const MOST_WORDS = 1_000_000;

/** The words of a file, one a line, or those that come along. Throws what reading throws, and `bad-argument` for an empty list. */
export async function loadWords(file: string | null): Promise<WordList> {
  const text =
    file === null
      ? COMMON.replaceAll(' ', '\n')
      : await readUserText(file).catch((error: unknown) => {
          throw asProblem(error, file, 'read');
        });
  const lines = text.normalize('NFC').split(/\r?\n/u, MOST_WORDS);
  const words = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))];
  if (words.length === 0)
    throw new Problem('bad-argument', `${file} holds no words.`, 'Name a list with one word a line.');
  return { file, sha256: createHash('sha256').update(words.join('\n')).digest('hex'), words };
}
