import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplit, lockSplit, splitSummary } from '../../../../../electron/core/split/apply.ts';
import { proposeSplit, type SplitRequest } from '../../../../../electron/core/split/propose.ts';
import { countPairs } from '../../../../../electron/core/annotate/browse.ts';
import { addPairs, type PairFixture, projectWith } from '../../annotate/project-fixture.ts';

const REQUEST: SplitRequest = { shares: { train: 8, validation: 1, test: 1 }, seed: 7 };

/** Photos with these numbers of crops. */
const photosOf = (crops: readonly number[], subset = ''): PairFixture[] =>
  crops.flatMap((count, photo) => Array.from({ length: count }, () => ({ photo: `${subset} ${photo}`, subset })));

const splitsOf = (db: ReturnType<typeof projectWith>) =>
  db.prepare<[], { id: number; photo_id: number; split: string | null }>('SELECT id, photo_id, split FROM pair').all();

describe('proposeSplit', () => {
  test('keeps photos whole and shares within one photo of what was requested', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.integer(),
        fc.record({ train: fc.integer({ min: 1, max: 9 }), validation: fc.nat(9), test: fc.nat(9) }),
        (crops, seed, shares) => {
          const db = projectWith(photosOf(crops));
          const { splits, pairs } = proposeSplit(db, { shares, seed });
          applySplit(db, splits);
          const rows = splitsOf(db);
          for (const { photo_id: photo, split } of rows) expect(split).toBe(splits.get(photo));
          const requested = shares.train + shares.validation + shares.test;
          for (const split of ['train', 'validation', 'test'] as const) {
            expect(rows.filter((row) => row.split === split)).toHaveLength(pairs[split]);
            const difference = Math.abs(pairs[split] - (shares[split] / requested) * rows.length);
            expect(difference).toBeLessThanOrEqual(2 * Math.max(...crops));
          }
          db.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('goes by the seed and by what photos are, not by when they came', () => {
    const crops = photosOf([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9]);
    const [one, other] = [projectWith(crops), projectWith([...crops].reverse())];
    const byPhoto = (db: typeof one, request: SplitRequest) => {
      applySplit(db, proposeSplit(db, request).splits);
      return Object.fromEntries(
        db
          .prepare<[], { key: string; split: string }>('SELECT key, split FROM photo')
          .all()
          .map(({ key, split }) => [key, split]),
      );
    };
    const first = byPhoto(one, REQUEST);
    expect(byPhoto(other, REQUEST)).toEqual(first);
    expect(byPhoto(one, { ...REQUEST, seed: 8 })).not.toEqual(first);
  });

  test('photos that share an image stay together', () => {
    const db = projectWith([
      ...photosOf(Array.from({ length: 30 }, () => 1)),
      { photo: 'x', hr: 'twice' },
      { photo: 'y', hr: 'twice', lr: 'chain' },
      { photo: 'z', lr: 'chain', hr: 'end' },
    ]);
    for (let seed = 0; seed < 20; seed++) {
      const { splits } = proposeSplit(db, { shares: { train: 1, test: 1 }, seed });
      expect(new Set([31, 32, 33].map((photo) => splits.get(photo))).size).toBe(1);
    }
  });

  test('gives every subset its shares where asked', () => {
    const db = projectWith([
      ...photosOf(
        Array.from({ length: 20 }, () => 5),
        'easy',
      ),
      ...photosOf(
        Array.from({ length: 10 }, () => 2),
        'hard',
      ),
    ]);
    applySplit(db, proposeSplit(db, { ...REQUEST, stratifyBy: 'subset' }).splits);
    const count = (subset: string, split: 'train' | 'validation' | 'test') =>
      countPairs(db, { filter: { subset, split } });
    expect([count('easy', 'train'), count('easy', 'validation'), count('easy', 'test')]).toEqual([80, 10, 10]);
    expect([count('hard', 'train'), count('hard', 'validation'), count('hard', 'test')]).toEqual([16, 2, 2]);
  });

  test.each([[{}], [{ train: -1, test: 2 }], [{ train: NaN }]])('refuses the shares %j', (shares) => {
    expect(() => proposeSplit(projectWith([]), { shares, seed: 1 })).toThrow(/shares/);
  });
});

describe('a locked split', () => {
  test('is refused any change, all or nothing, and stays when the rest is split anew', () => {
    const db = projectWith(photosOf(Array.from({ length: 40 }, () => 2)));
    applySplit(db, proposeSplit(db, REQUEST).splits);
    expect(lockSplit(db, 'test')).toBe(4);
    expect(lockSplit(db, 'test')).toBe(0);
    const locked = splitsOf(db).filter(({ split }) => split === 'test');
    const photo = locked[0]?.photo_id as number;
    const free = splitsOf(db).find(({ split }) => split === 'train')?.photo_id as number;
    const before = splitsOf(db);
    expect(() =>
      applySplit(
        db,
        new Map([
          [free, 'validation'],
          [photo, 'train'],
        ]),
      ),
    ).toThrow(expect.objectContaining({ code: 'conflict' }) as Error);
    expect(splitsOf(db)).toEqual(before);
    expect(() => db.exec(`UPDATE photo SET split = NULL WHERE id = ${photo}`)).toThrow(/locked/);
    applySplit(db, proposeSplit(db, { ...REQUEST, seed: 99 }).splits);
    expect(splitsOf(db).filter(({ split }) => split === 'test')).toEqual(locked);
    expect(splitSummary(db)).toContainEqual({ split: 'test', photos: 4, pairs: 8, lockedPhotos: 4 });
  });

  test('new crops of a photo join its split', () => {
    const db = projectWith([{ photo: 'a' }]);
    applySplit(db, new Map([[1, 'test']]));
    addPairs(db, [{ photo: 'a' }, { photo: 'b' }]);
    expect(splitsOf(db).map(({ split }) => split)).toEqual(['test', 'test', null]);
  });
});
