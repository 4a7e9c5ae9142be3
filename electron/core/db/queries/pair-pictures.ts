import type { Direction } from '../../../contract/label.ts';
import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

interface Pictures {
  lr: Uint8Array | null;
  hr: Uint8Array | null;
  /** As labelled in the first pass, or else as proposed. */
  direction: Direction | null;
}

/** The encoded bytes of a pair's images, and how their text runs; `null` for a side, or a pair, that is not there. */
export const pairPictures = (db: Database, pairId: number): Pictures =>
  prepared<[number], Pictures>(
    db,
    `SELECT l.bytes AS lr, h.bytes AS hr, coalesce(label.direction, p.direction_proposed) AS direction FROM pair p
     LEFT JOIN label ON label.pass = 1 AND label.pair_id = p.id LEFT JOIN image_bytes l ON l.image_id = p.lr_image_id
     LEFT JOIN image_bytes h ON h.image_id = p.hr_image_id WHERE p.id = ?`,
  ).get(pairId) ?? { lr: null, hr: null, direction: null };

/** SHA-256 of a pair's images in hexadecimal. */
export function pairPictureHashes(db: Database): (pairId: number) => { lr: string | null; hr: string | null } {
  const find = prepared<[number], { lr: string | null; hr: string | null }>(
    db,
    `SELECT CASE WHEN l.id IS NOT NULL THEN lower(hex(l.sha256)) END AS lr,
       CASE WHEN h.id IS NOT NULL THEN lower(hex(h.sha256)) END AS hr FROM pair p
     LEFT JOIN image l ON l.id = p.lr_image_id LEFT JOIN image h ON h.id = p.hr_image_id WHERE p.id = ?`,
  );
  return (pairId) => find.get(pairId) ?? { lr: null, hr: null };
}
