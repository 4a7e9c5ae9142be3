import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../models/engines/engine.ts';
import { specOf } from '../../../models/interpreters/spec/network-spec.ts';
import { fromInternal, toInternal } from '../../../models/interpreters/tensorflow/tensorflow-ops.ts';
import { toVariableLayout } from '../../../models/interpreters/tensorflow/filter-layout.ts';
import { TrainingOps } from '../../../models/interpreters/tensorflow/training.ts';
import { publishedData } from '../../../models/training/published-data.ts';
import { Random } from '../../../models/training/random.ts';
import { skipUnlessUsable, trainingEngines, type ListedEngine } from '../../support/engines.ts';
import { relativeError } from '../../support/golden.ts';
import { operationCases } from './operation-cases.ts';
import type { Given, OperationCase } from './operation-case.ts';
import { exact, type Exact } from './exact.ts';
import { ReferenceOps } from './reference-ops.ts';

/** Elements of each tensor that are varied; all of a small one. */
const VARIED = 40;
const DIFFERENCE = 1e-5;

interface Reference {
  inputs: Exact[];
  parameters: Map<string, Exact>;
  output: Exact;
  /** Weights of the outputs in the scalar that is differentiated. */
  weights: Exact;
  /** By input number or parameter name: derivatives at the varied elements. */
  derivatives: Map<string, { elements: number[]; values: number[] }>;
}

const references = new Map<OperationCase, Reference>();

function referenceOf(each: OperationCase): Reference {
  const known = references.get(each);
  if (known) return known;
  const random = new Random(7);
  const normal = (shape: readonly number[]): Exact => exact(shape, () => random.normal());
  const inputs = each.inputs.map(normal);
  each.adapt?.(inputs.map(({ data }) => data));
  // The spec walker computes with shapes, so the case tells which parameters it needs.
  const { parameters: specs } = specOf(each.inputs[0] as readonly number[], (ops) =>
    each.compute(ops, each.inputs as unknown as Given<readonly number[]>),
  );
  const parameters = new Map(
    specs.filter(({ role }) => role !== 'constant').map(({ name, shape }) => [name, normal(shape)]),
  );
  const compute = (): Exact => each.compute(new ReferenceOps(parameters), inputs as unknown as Given<Exact>);
  const output = compute();
  const weights = normal(output.shape);
  const total = (): number => compute().data.reduce((sum, value, i) => sum + value * (weights.data[i] as number), 0);

  const derivatives: Reference['derivatives'] = new Map();
  const trained = specs.filter(
    ({ role }) => !['constant', 'counter', 'running-mean', 'running-variance'].includes(role),
  );
  const varied = [
    ...inputs.map((value, i) => [String(i), value] as const),
    ...trained.map(({ name }) => [name, parameters.get(name) as Exact] as const),
  ];
  for (const [name, { data }] of varied) {
    const stride = Math.max(1, Math.floor(data.length / VARIED));
    const elements = Array.from({ length: Math.ceil(data.length / stride) }, (_, i) => i * stride);
    const values = elements.map((element) => {
      const value = data[element] as number;
      const at = (moved: number): number => {
        data[element] = moved;
        const result = total();
        data[element] = value;
        return result;
      };
      return (at(value + DIFFERENCE) - at(value - DIFFERENCE)) / (2 * DIFFERENCE);
    });
    derivatives.set(name, { elements, values });
  }
  const reference = { inputs, parameters, output, weights, derivatives };
  references.set(each, reference);
  return reference;
}

const float32 = ({ shape, data }: Exact) => ({ shape, data: Float32Array.from(data) });
const norm = (values: readonly number[]): number => Math.hypot(...values);

/** The pure JavaScript backend is no engine of the product; here it tells faults of a backend from faults of ours. */
const targets: { id: string; listed?: ListedEngine }[] = [
  { id: 'cpu' },
  ...(await trainingEngines()).map((listed) => ({ id: listed.id, listed })),
];

describe.each(targets)('training on $id equals float64 references', ({ listed }) => {
  let engine: Engine | undefined;
  beforeAll(async () => {
    if (!listed) await tf.setBackend('cpu');
    else if (listed.report.usable) engine = await listed.module.start();
  });
  afterAll(() => engine?.stop());

  test.for(operationCases)('$title: value and gradients', async (each, context) => {
    if (listed) skipUnlessUsable(listed, context);
    const { inputs, parameters, output, weights, derivatives } = referenceOf(each);
    const names = [...derivatives.keys()].slice(inputs.length);
    const before = tf.memory().numTensors;
    const internalInputs = inputs.map((input) => toInternal(float32(input)));
    const tensorOf = (name: string) => {
      const { shape, data } = parameters.get(name) as Exact;
      return tf.tidy(() => tf.clone(toVariableLayout(tf.tensor(Float32Array.from(data), [...shape]))));
    };
    const values = names.map(tensorOf);
    const weight = toInternal(float32(weights));
    let result: tf.Tensor | undefined;
    const { grads, value } = tf.valueAndGrads((...args: tf.Tensor[]) => {
      const byName = new Map(names.map((name, i) => [name, args[inputs.length + i] as tf.Tensor]));
      const ops = new TrainingOps((name) => byName.get(name) ?? tensorOf(name), new Map());
      const y = each.compute<tf.Tensor>(ops, args.slice(0, inputs.length) as unknown as Given<tf.Tensor>);
      tf.dispose([...ops.runningStatistics.values()]);
      result = tf.keep(tf.clone(y));
      return tf.sum(tf.mul(y, weight));
    })([...internalInputs, ...values]);

    const computed = await fromInternal(result as tf.Tensor);
    expect(computed.shape).toEqual(output.shape);
    expect(relativeError(computed.data, output.data)).toBeLessThan(1e-4);

    const all = norm([...derivatives.values()].flatMap((part) => part.values));
    for (const [key, part] of derivatives) {
      const input = /^\d+$/.test(key);
      const gradient = grads[input ? Number(key) : inputs.length + names.indexOf(key)] as tf.Tensor;
      const data = input ? (await fromInternal(gradient)).data : (await publishedData(gradient)).data;
      const error = norm(part.elements.map((element, i) => (data[element] as number) - (part.values[i] as number)));
      expect(error, `derivative by ${key}`).toBeLessThan(1e-3 * norm(part.values) + 1e-5 * all);
    }

    tf.dispose([value, ...grads, ...internalInputs, ...values, weight, result]);
    expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  });
});
