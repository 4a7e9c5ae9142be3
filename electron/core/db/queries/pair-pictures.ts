import type { Database } from '../connection.ts';
import { prepared } from './prepared.ts';

interface Pictures {
  lr: Uint8Array | null;
  hr: Uint8Array | null;
}

/** The encoded bytes of a pair's images; `null` for a side, or a pair, that is not there. */
export const pairPictures = (db: Database, pairId: number): Pictures =>
  prepared<[number], Pictures>(
    db,
    `SELECT l.bytes AS lr, h.bytes AS hr FROM pair p LEFT JOIN image_bytes l ON l.image_id = p.lr_image_id
     LEFT JOIN image_bytes h ON h.image_id = p.hr_image_id WHERE p.id = ?`,
  ).get(pairId) ?? { lr: null, hr: null };
