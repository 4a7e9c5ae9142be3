import { expect, test } from 'vitest';
import { edgePoints, splineConstants, sourceWeights } from '../../../models/interpreters/thin-plate-spline.ts';
import { readCheckpoint } from '../../../models/weights/checkpoint.ts';
import type { TensorData } from '../../../models/base/tensor.ts';
import { goldenPath, relativeError } from '../../support/golden.ts';

const spline = { controlPoints: 20, margin: 0.05, height: 16, width: 64 };

test('the constants equal those of a published checkpoint', async () => {
  const weights = await readCheckpoint(goldenPath('tsrn.pth'));
  const stored = (name: string) => (weights.get(`tps.${name}`) as TensorData).data;
  const own = splineConstants(spline);
  expect(relativeError(own.targetControlPoints, stored('target_control_points'))).toBeLessThan(1e-6);
  expect(relativeError(own.targetRepresentation, stored('target_coordinate_repr'))).toBeLessThan(1e-6);
  // The published inverse is computed in float32.
  expect(relativeError(own.inverseKernel, stored('inverse_kernel'))).toBeLessThan(1e-5);
});

test('source points on the target points leave every pixel where it is', () => {
  const points = edgePoints(spline.controlPoints, spline.margin);
  const weights = sourceWeights(spline);
  for (const [x, y] of [
    [0, 0],
    [63, 15],
    [17, 9],
  ] as const) {
    const row = (y * spline.width + x) * spline.controlPoints;
    const position = [0, 1].map((axis) =>
      Array.from(points.filter((_value, i) => i % 2 === axis)).reduce(
        (sum, value, k) => sum + value * (weights[row + k] as number),
        0,
      ),
    );
    expect(position[0]).toBeCloseTo(x / 63, 5);
    expect(position[1]).toBeCloseTo(y / 15, 5);
  }
});

test('stored constants of this size are used, of another spline refused, of another size replaced', async () => {
  const weights = await readCheckpoint(goldenPath('tsrn.pth'));
  const stored = {
    inverseKernel: weights.get('tps.inverse_kernel') as TensorData,
    targetRepresentation: weights.get('tps.target_coordinate_repr') as TensorData,
  };
  const used = sourceWeights(spline, stored);
  expect(used).not.toEqual(sourceWeights(spline));
  expect(relativeError(used, sourceWeights(spline))).toBeLessThan(1e-4);
  const copy = { ...stored, targetRepresentation: { ...stored.targetRepresentation } };
  expect(() => sourceWeights({ ...spline, margin: 0.1 }, copy)).toThrow(/another control grid/);
  const wide = { ...spline, width: 32 };
  expect(sourceWeights(wide, stored)).toEqual(sourceWeights(wide));
});
