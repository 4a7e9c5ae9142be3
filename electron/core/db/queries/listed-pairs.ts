import { EMPTY_LABEL } from '../../../contract/label.ts';
import type { ListedPair, Pass } from '../../../contract/pairs.ts';
import type { Database } from '../connection.ts';
import { LABEL_FIELDS, labelOf, type StoredLabel } from './labels.ts';
import { prepared } from './prepared.ts';

type Row = Omit<ListedPair, 'lr' | 'hr' | 'uncertainty' | 'label'> & {
  lrId: number | null;
  lrWidth: number;
  lrHeight: number;
  hrId: number | null;
  hrWidth: number;
  hrHeight: number;
  uncertainty: number;
} & (StoredLabel | { tags: null });

/** Facts of the pairs with these ids, in their order; ids of no pair are left out. */
export function listedPairs(db: Database, ids: readonly number[], pass: Pass): ListedPair[] {
  return prepared<object, Row>(db, LISTED)
    .all({ pass, ids: JSON.stringify(ids) })
    .map(listedPair);
}

export const LISTED = `SELECT p.id, p.name, p.subset, p.photo_id AS photoId, p.split, p.uncertainty,
    p.direction_proposed AS directionProposed, p.difficulty_proposed AS difficultyProposed,
    lr.id AS lrId, lr.width AS lrWidth, lr.height AS lrHeight, hr.id AS hrId, hr.width AS hrWidth, hr.height AS hrHeight,
    ${LABEL_FIELDS}
  FROM json_each(:ids) wanted CROSS JOIN pair p ON p.id = wanted.value
  LEFT JOIN image lr ON lr.id = p.lr_image_id LEFT JOIN image hr ON hr.id = p.hr_image_id
  LEFT JOIN label l ON l.pass = :pass AND l.pair_id = p.id
  ORDER BY wanted.key`;

function listedPair(row: Row): ListedPair {
  const { id, name, subset, photoId, split, uncertainty, directionProposed, difficultyProposed } = row;
  return {
    ...{ id, name, subset, photoId, split, directionProposed, difficultyProposed },
    lr: row.lrId === null ? null : { id: row.lrId, width: row.lrWidth, height: row.lrHeight },
    hr: row.hrId === null ? null : { id: row.hrId, width: row.hrWidth, height: row.hrHeight },
    uncertainty: uncertainty < 0 ? null : uncertainty,
    label: row.tags === null ? structuredClone(EMPTY_LABEL) : labelOf(row),
  };
}
