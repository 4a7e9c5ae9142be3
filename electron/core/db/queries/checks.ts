import type { Direction } from '../../../contract/label.ts';
import type { CheckName } from '../../../contract/pairs.ts';
import type { KeptCheck } from '../check-names.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

/** Labels with neither text nor the word that there is none to read. As the index `label_empty` has it. */
export const EMPTY_LABEL_CONDITION = `l.illegible = 0 AND l.status <> 'rejected'
  AND (trim(l.transcription) = '' OR (l.transcription IS NULL AND l.status <> 'new'))`;

/** A pair that a check found, and what exactly it found there. */
export interface Finding {
  pairId: number;
  detail: object;
}

export function putFinding(db: Database, check: KeptCheck, { pairId, detail }: Finding): void {
  prepared<[string, number, string]>(
    db,
    'INSERT INTO finding ("check", pair_id, detail) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET detail = excluded.detail',
  ).run(check, pairId, JSON.stringify(detail));
}

export function removeFinding(db: Database, check: KeptCheck, pairId: number): void {
  prepared<[string, number]>(db, 'DELETE FROM finding WHERE "check" = ? AND pair_id = ?').run(check, pairId);
}

const PAIRS_A_PAGE = 500;

/** The pairs that a check found, by id, a page in memory at a time. */
export function* pairsWithFinding(db: Database, check: KeptCheck): Generator<number> {
  for (let after = 0; ;) {
    const page = prepared<[string, number, number], { pairId: number }>(
      db,
      'SELECT pair_id AS pairId FROM finding WHERE "check" = ? AND pair_id > ? ORDER BY pair_id LIMIT ?',
    ).all(check, after, PAIRS_A_PAGE);
    for (const { pairId } of page) yield pairId;
    const last = page.at(-1);
    if (!last) return;
    after = last.pairId;
  }
}

export function findingsOf(db: Database, pairId: number): { check: KeptCheck; detail: object }[] {
  return prepared<[number], { check: KeptCheck; detail: string }>(
    db,
    'SELECT "check", detail FROM finding WHERE pair_id = ? ORDER BY "check"',
  )
    .all(pairId)
    .map(({ check, detail }) => ({ check, detail: JSON.parse(detail) as object }));
}

/** Pairs that each kept check found; checks without findings are left out. */
export function findingCounts(db: Database): Map<CheckName, number> {
  const rows = prepared<[], { check: KeptCheck; pairs: number }>(
    db,
    'SELECT "check", count(*) AS pairs FROM finding GROUP BY "check"',
  ).all();
  return new Map(rows.map(({ check, pairs }) => [check, pairs]));
}

export const emptyLabelCount = (db: Database): number =>
  (
    prepared<[], { pairs: number }>(
      db,
      `SELECT count(*) AS pairs FROM label l INDEXED BY label_empty WHERE l.pass = 1 AND ${EMPTY_LABEL_CONDITION}`,
    ).get() as { pairs: number }
  ).pairs;

export const latestPair = (db: Database): number =>
  (prepared<[], { id: number }>(db, 'SELECT ifnull(max(id), 0) AS id FROM pair').get() as { id: number }).id;

export interface SizedPair {
  pairId: number;
  lrWidth: number;
  lrHeight: number;
  hrWidth: number;
  hrHeight: number;
}

export const sizedPairs = (db: Database): SizedPair[] =>
  prepared<[], SizedPair>(
    db,
    `SELECT p.id AS pairId, l.width AS lrWidth, l.height AS lrHeight, h.width AS hrWidth, h.height AS hrHeight
     FROM pair p JOIN image l ON l.id = p.lr_image_id JOIN image h ON h.id = p.hr_image_id`,
  ).all();

export interface ShiftedPair {
  pairId: number;
  x: number;
  y: number;
  alignment: number;
}

/** Pairs that are shifted by more than this, or agree by less. */
export const shiftedPairs = (
  db: Database,
  { mostShift, leastAlignment }: { mostShift: number; leastAlignment: number },
): ShiftedPair[] =>
  prepared<[number, number], ShiftedPair>(
    db,
    `SELECT id AS pairId, shift_x AS x, shift_y AS y, alignment FROM pair
     WHERE shift_x IS NOT NULL AND (shift_x * shift_x + shift_y * shift_y > ? OR alignment < ?)`,
  ).all(mostShift ** 2, leastAlignment);

export interface TextOfPair {
  pairId: number;
  transcription: string;
}

const TEXTS = `SELECT l.pair_id AS pairId, l.transcription FROM label l
  WHERE l.pass = 1 AND l.transcription <> '' AND l.status <> 'rejected'`;

export const transcriptions = (db: Database): TextOfPair[] => prepared<[], TextOfPair>(db, TEXTS).all();

export const transcriptionOf = (db: Database, pairId: number): string | undefined =>
  prepared<[number], TextOfPair>(db, `${TEXTS} AND l.pair_id = ?`).get(pairId)?.transcription;

export interface DisputedDirection {
  pairId: number;
  /** In which the polygon runs. */
  proposed: Direction;
}

const DISPUTED = `SELECT p.id AS pairId, p.direction_proposed AS proposed FROM pair p
  JOIN label l ON l.pass = 1 AND l.pair_id = p.id
  WHERE l.direction <> p.direction_proposed AND l.status <> 'rejected'`;

/** Pairs whose label names another direction than the polygon that they were cut by. */
export const disputedDirections = (db: Database): DisputedDirection[] =>
  prepared<[], DisputedDirection>(db, DISPUTED).all();

export const disputedDirectionOf = (db: Database, pairId: number): DisputedDirection | undefined =>
  prepared<[number], DisputedDirection>(db, `${DISPUTED} AND p.id = ?`).get(pairId);

/** What the independent reader made of the HR image. */
const READINGS = `SELECT s.pair_id AS pairId, s.transcription AS reading, s.confidence FROM suggestion s
  WHERE s.side = 'hr' AND s.reader = 'ppocr'`;

export interface HrReading {
  pairId: number;
  reading: string;
  confidence: number;
}

export const hrReadings = (db: Database): HrReading[] => prepared<[], HrReading>(db, READINGS).all();

export const hrReadingOf = (db: Database, pairId: number): HrReading | undefined =>
  prepared<[number], HrReading>(db, `${READINGS} AND s.pair_id = ?`).get(pairId);

/** Measures of each pair's images; of HR where it has one. */
export interface MeasuredPair {
  pairId: number;
  sharpness: number | null;
  clippedShare: number | null;
}

export const measuredPairs = (db: Database): MeasuredPair[] =>
  prepared<[], MeasuredPair>(
    db,
    `SELECT p.id AS pairId, m.sharpness, m.clipped_share AS clippedShare
     FROM pair p JOIN image_measure m ON m.image_id = ifnull(p.hr_image_id, p.lr_image_id)`,
  ).all();

/** Each pair's image that is compared with others': HR where it has one. */
export interface ImageOfPair {
  pairId: number;
  imageId: number;
  split: string | null;
}

export const imagesOfPairs = (db: Database): ImageOfPair[] =>
  prepared<[], ImageOfPair>(
    db,
    'SELECT id AS pairId, ifnull(hr_image_id, lr_image_id) AS imageId, split FROM pair ORDER BY id',
  ).all();

/** Images, of either side, that more than one pair shows, with the pairs. */
export const sharedImages = (db: Database): ImageOfPair[] =>
  prepared<[], ImageOfPair>(
    db,
    `WITH shown AS (
       SELECT id AS pairId, lr_image_id AS imageId, split FROM pair WHERE lr_image_id IS NOT NULL
       UNION SELECT id, hr_image_id, split FROM pair WHERE hr_image_id IS NOT NULL
     )
     SELECT * FROM shown WHERE imageId IN (SELECT imageId FROM shown GROUP BY imageId HAVING count(*) > 1)
     ORDER BY imageId, pairId`,
  ).all();

/** Perceptual hashes as unsigned 64-bit numbers. */
export function perceptualHashes(db: Database): Map<number, bigint> {
  const rows = db
    .prepare<[], { imageId: bigint; hash: bigint }>(
      'SELECT image_id AS imageId, perceptual_hash AS hash FROM image_measure WHERE perceptual_hash IS NOT NULL',
    )
    .safeIntegers()
    .all();
  return new Map(rows.map(({ imageId, hash }) => [Number(imageId), BigInt.asUintN(64, hash)]));
}

/** Pairs cut out of photos, each with the SHA-256 of a photo that it comes from. */
export const photosOfPairs = (db: Database): { pairId: number; photo: string; split: string | null }[] =>
  prepared<[], { pairId: number; photo: string; split: string | null }>(
    db,
    `SELECT p.id AS pairId, p.split, side.value ->> 'photoSha256' AS photo FROM pair p, json_each(p.origin) side
     WHERE p.origin IS NOT NULL AND side.value ->> 'photoSha256' IS NOT NULL`,
  ).all();
