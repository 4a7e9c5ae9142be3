import * as tf from '@tensorflow/tfjs';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StateDict, TensorData } from '../../../models/base/tensor.ts';
import type { Engine } from '../../../models/engines/engine.ts';
import { OnnxGraph } from '../../../models/interpreters/onnx/graph.ts';
import { OnnxOps } from '../../../models/interpreters/onnx/image-ops.ts';
import { Written, type Value } from '../../../models/interpreters/onnx/values.ts';
import type { Ops } from '../../../models/interpreters/ops.ts';
import { specOf, type NetworkSpec } from '../../../models/interpreters/spec/network-spec.ts';
import { InferenceOps } from '../../../models/interpreters/tensorflow/inference.ts';
import { fromInternal, toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { Random } from '../../../models/training/random.ts';
import { inferenceEngines, skipUnlessUsable, type ListedEngine } from '../../support/engines.ts';
import { relativeError } from '../../support/golden.ts';
import { exact, type Exact } from './exact.ts';
import type { Given, OperationCase } from './operation-case.ts';
import { operationCases } from './operation-cases.ts';
import { ReferenceOps } from './reference-ops.ts';

const compute = <T>(each: OperationCase, ops: Ops<T>, inputs: readonly T[]): T =>
  each.compute(ops, inputs as unknown as Given<T>);

interface Sample {
  spec: NetworkSpec;
  inputs: TensorData[];
  weights: StateDict;
  expected: Exact;
}

/** Inputs and weights as interpreters get them, and what the definitions make of exactly those. */
function sampleOf(each: OperationCase): Sample {
  const random = new Random(11);
  const spec = specOf([], (ops) => compute(each, ops, each.inputs));
  const values = each.inputs.map((shape) => exact(shape, () => random.normal()));
  each.adapt?.(values.map(({ data }) => data));
  const inputs = values.map(rounded);
  const weights = new Map(
    spec.parameters
      .filter(({ role }) => role !== 'constant')
      .map(({ name, shape, role }) => {
        const value = () => (role === 'running-variance' ? 1 + 0.5 * Math.abs(random.normal()) : random.normal());
        return [name, rounded(exact(shape, value))];
      }),
  );
  const parameters = new Map([...weights].map(([name, value]) => [name, widened(value)]));
  const expected = compute(each, new ReferenceOps(parameters, 'inference'), inputs.map(widened));
  return { spec, inputs, weights, expected };
}

const rounded = ({ shape, data }: Exact): TensorData => ({ shape, data: Float32Array.from(data) });
const widened = ({ shape, data }: TensorData): Exact => ({ shape, data: Float64Array.from(data) });

async function runOnnx(each: OperationCase, { inputs, weights, expected }: Sample): Promise<TensorData> {
  const graph = new OnnxGraph();
  const names = inputs.map((_, i) => `x${i}`);
  const values = names.map((name): Value => new Written(graph, name));
  graph.node('Identity', [compute(each, new OnnxOps(graph, weights), values).plain()], {}, 'y');
  const free = (shape: readonly number[]) => shape.map((_, axis) => `${shape.length}_${axis}`);
  const model = graph.finish(
    each.title,
    // Every axis is free, so that nothing is computed from a length that only this sample has.
    inputs.map(({ shape }, i) => ({ name: `x${i}`, shape: free(shape).map((axis) => `${axis}_of_x${i}`) })),
    [{ name: 'y', shape: free(expected.shape).map((axis) => `${axis}_of_y`) }],
    {},
  );
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const feeds = names.map((name, i) => {
    const { shape, data } = inputs[i] as TensorData;
    return [name, new ort.Tensor('float32', data, shape)] as const;
  });
  const { y } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return { shape: y?.dims ?? [], data: y?.data as Float32Array };
}

async function runTensorFlow(each: OperationCase, { inputs, weights }: Sample): Promise<TensorData> {
  const before = tf.memory().numTensors;
  const ops = new InferenceOps(weights);
  const y = tf.tidy(() => compute(each, ops, inputs.map(toInternal)));
  const result = await fromInternal(y);
  y.dispose();
  ops.dispose();
  expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  return result;
}

const targets: { id: string; listed?: ListedEngine }[] = [
  { id: 'cpu' },
  ...(await inferenceEngines()).map((listed) => ({ id: listed.id, listed })),
];

describe.each(targets)('inference on $id equals float64 references', ({ id, listed }) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (!listed) await tf.setBackend('cpu');
    else if (listed.report.usable && id !== 'onnx') engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());

  test.for(operationCases)('$title', async (each, context) => {
    if (listed) skipUnlessUsable(listed, context);
    const sample = sampleOf(each);
    const actual = id === 'onnx' ? await runOnnx(each, sample) : await runTensorFlow(each, sample);
    expect(sample.spec.output).toEqual(sample.expected.shape);
    expect(actual.shape).toEqual(sample.expected.shape);
    expect(relativeError(actual.data, sample.expected.data)).toBeLessThan(1e-5);
  });
});
