import { LATIN_36 } from '../../../models/recognition/alphabet.ts';
import { describe, expect, it } from 'vitest';
import { ctcLoss } from '../../../models/recognition/ctc-loss.ts';
import { readGolden, relativeError } from '../../support/golden.ts';

describe('CTC against the published code', () => {
  it('equals the golden losses and gradients: repeats, empty, as long as fits, impossible', async () => {
    const golden = await readGolden('ctc.safetensors');
    const flat = [...golden.tensor('labels_flat').data];
    const labels = [...golden.tensor('label_lengths').data].map((length) => flat.splice(0, length));
    const { losses, gradient } = ctcLoss(golden.tensor('logits').data, 12, 5, 6, labels);
    expect(relativeError(losses, golden.tensor('loss').data)).toBeLessThan(1e-5);
    expect(relativeError(gradient, golden.tensor('dlogits').data)).toBeLessThan(1e-5);
  });

  it("equals the gradient of CRNN's training step", async () => {
    const golden = await readGolden('crnn_io.safetensors');
    const labels = ['abc', '2018', 'hello'].map((word) => Array.from(word, (letter) => LATIN_36.indexOf(letter) + 1));
    const { losses, gradient } = ctcLoss(golden.tensor('train.logits').data, 26, 3, 37, labels);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 3;
    const expected = golden.scalar('train.ctc_loss_mean_over_batch');
    expect(Math.abs(mean - expected) / expected).toBeLessThan(1e-5);
    const meanGradient = gradient.map((value) => value / 3);
    expect(relativeError(meanGradient, golden.tensor('train.dlogits').data)).toBeLessThan(1e-5);
  });
});

describe('CTC by definition', () => {
  const frames = 4;
  const classes = 3;
  const logits = Float32Array.from({ length: frames * classes }, (_, i) => Math.sin(3 * i) * 2);

  it.each([[[]], [[1]], [[2, 1]], [[1, 1]], [[1, 2, 1]], [[2, 2]], [[1, 2, 1, 2]]])(
    'sums the probability of every alignment of %j',
    (label) => {
      const { losses } = ctcLoss(logits, frames, 1, classes, [label]);
      expect(losses[0]).toBeCloseTo(-Math.log(probabilityByEnumeration(logits, frames, classes, label)), 5);
    },
  );

  it('has the gradient that finite differences show', () => {
    const batch = 2;
    const labels = [[1, 1], [2]];
    const values = Float32Array.from({ length: frames * batch * classes }, (_, i) => Math.cos(5 * i));
    const { gradient } = ctcLoss(values, frames, batch, classes, labels);
    // Losses are summed from float32 results, so the step must stay well above their rounding.
    const step = 1 / 128;
    const total = (at: number, change: number) => {
      const moved = values.slice();
      moved[at] = (moved[at] as number) + change;
      return ctcLoss(moved, frames, batch, classes, labels).losses.reduce((sum, loss) => sum + loss, 0);
    };
    values.forEach((_, i) => expect(gradient[i]).toBeCloseTo((total(i, step) - total(i, -step)) / (2 * step), 3));
  });

  it('costs nothing, or infinitely much, where no alignment exists, and moves nothing', () => {
    const impossible = [[1, 1, 1]];
    const forgiving = ctcLoss(logits, frames, 1, classes, impossible);
    expect([...forgiving.losses]).toEqual([0]);
    const strict = ctcLoss(logits, frames, 1, classes, impossible, { zeroInfinity: false });
    expect([...strict.losses]).toEqual([Infinity]);
    expect(forgiving.gradient.every((value) => value === 0)).toBe(true);
    expect(strict.gradient.every((value) => value === 0)).toBe(true);
  });

  it('stays finite for extreme logits and long lines', () => {
    const long = new Float32Array(2000 * classes).map((_, i) => (i % classes === 0 ? 80 : -80));
    const { losses, gradient } = ctcLoss(long, 2000, 1, classes, [[1, 2, 2]]);
    expect(Number.isFinite(losses[0])).toBe(true);
    expect(losses[0]).toBeGreaterThan(400);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['a class beyond the last', [[3]]],
    ['the blank', [[0]]],
    ['a fraction', [[1.5]]],
    ['too few labels', []],
  ])('refuses %s', (_, labels) => {
    expect(() => ctcLoss(logits, frames, 1, classes, labels)).toThrow(
      expect.objectContaining({ name: 'Problem', code: 'bad-argument' }),
    );
  });

  it('refuses logits of another size', () => {
    expect(() => ctcLoss(logits, frames + 1, 1, classes, [[1]])).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
  });
});

/** Σ over all class sequences that collapse to the label of the product of their softmax probabilities. */
function probabilityByEnumeration(logits: Float32Array, frames: number, classes: number, label: readonly number[]) {
  let total = 0;
  for (let code = 0; code < classes ** frames; code++) {
    const path = Array.from({ length: frames }, (_, t) => Math.floor(code / classes ** t) % classes);
    const collapsed = path.filter((value, t) => value !== 0 && value !== path[t - 1]);
    if (collapsed.join() !== label.join()) continue;
    total += path.reduce((product, value, t) => {
      const row = [...logits.subarray(t * classes, (t + 1) * classes)].map(Math.exp);
      return (product * (row[value] as number)) / row.reduce((sum, weight) => sum + weight, 0);
    }, 1);
  }
  return total;
}
