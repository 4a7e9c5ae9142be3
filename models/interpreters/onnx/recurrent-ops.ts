import type { LstmState, RecurrentLayer, RecurrentOps, SequenceLayer } from '../ops.ts';
import { cellEnding, sequenceEndings } from '../recurrent-ops.ts';
import { GATE_ORDER, recurrentWeights, type ConvWeights } from './algebra.ts';
import { Convolution } from './convolution.ts';
import { OnnxGeneralOps } from './general-ops.ts';
import { RecurrentOutput, Written, type Along, type Value } from './values.ts';

type Kind = keyof typeof GATE_ORDER;

/** Recurrent layers as nodes of an ONNX graph; a cell is the operator on a sequence of one step. */
export abstract class OnnxRecurrentOps extends OnnxGeneralOps implements RecurrentOps<Value> {
  bidirectionalGru(x: Value, layer: RecurrentLayer & { along: Along }): Value {
    const mixing = pointwise(x);
    const input = mixing?.input ?? x;
    const channels = mixing?.values.in ?? layer.in;
    return new RecurrentOutput(this.graph, x.size, layer, () => {
      const steps = input.steps(layer.along, channels);
      const endings = sequenceEndings({ ...layer, bidirectional: true });
      return this.graph.node('GRU', ...this.recurrent('GRU', steps, layer, endings, mixing?.values));
    });
  }

  bidirectionalLstm(x: Value, layer: RecurrentLayer): Value {
    return this.lstm(x, { ...layer, bidirectional: true });
  }

  gru(x: Value, layer: SequenceLayer): Value {
    return this.sequence('GRU', x, layer);
  }

  lstm(x: Value, layer: SequenceLayer): Value {
    return this.sequence('LSTM', x, layer);
  }

  gruCell(x: Value, state: Value, layer: RecurrentLayer): Value {
    const [inputs, attributes] = this.recurrent('GRU', this.asStep(x), layer, [cellEnding(layer)]);
    const [, after = ''] = this.graph.nodes('GRU', [...inputs, '', this.asStep(state)], attributes, 2);
    return this.fromStep(after);
  }

  lstmCell(x: Value, { state, memory }: LstmState<Value>, layer: RecurrentLayer): LstmState<Value> {
    const [inputs, attributes] = this.recurrent('LSTM', this.asStep(x), layer, [cellEnding(layer)]);
    const before = ['', this.asStep(state), this.asStep(memory)];
    const [, nextState = '', nextMemory = ''] = this.graph.nodes('LSTM', [...inputs, ...before], attributes, 3);
    return { state: this.fromStep(nextState), memory: this.fromStep(nextMemory) };
  }

  private sequence(kind: Kind, x: Value, layer: SequenceLayer): Value {
    const directions = sequenceEndings(layer);
    const states = this.graph.node(kind, ...this.recurrent(kind, x.plain(), layer, directions)); // (T, D, N, hidden)
    const together = this.graph.node('Transpose', [states], { perm: [0, 2, 1, 3] });
    return this.written('Reshape', [together, this.graph.integers([0, 0, directions.length * layer.hidden])]);
  }

  /** (N, C) → (1, N, C). */
  private asStep(x: Value): string {
    return this.graph.node('Unsqueeze', [x.plain(), this.graph.integers([0])]);
  }

  private fromStep(name: string): Value {
    return new Written(this.graph, this.graph.node('Squeeze', [name, this.graph.integers([0])]));
  }

  /** Inputs and attributes of the operator on a sequence (T, N, in). */
  private recurrent(
    kind: Kind,
    x: string,
    { name, hidden }: RecurrentLayer,
    suffixes: readonly string[],
    mixing?: ConvWeights,
  ): [inputs: string[], attributes: Record<string, number | string>] {
    const layer = recurrentWeights(this.weights, name, {
      order: GATE_ORDER[kind],
      suffixes,
      ...(mixing && { mixing }),
    });
    const constants = [
      this.graph.constant(`${name}.input${suffixes[0]}`, () => layer.input),
      this.graph.constant(`${name}.recurrent${suffixes[0]}`, () => layer.recurrent),
      this.graph.constant(`${name}.bias${suffixes[0]}`, () => layer.bias),
    ];
    const direction = suffixes.length === 2 ? 'bidirectional' : 'forward';
    const attributes = { hidden_size: hidden, direction };
    return [[x, ...constants], kind === 'GRU' ? { ...attributes, linear_before_reset: 1 } : attributes];
  }
}

/** The 1×1 convolution that x is, if taking it into the next layer's weights costs no more than computing it. */
function pointwise(x: Value): { input: Value; values: ConvWeights } | undefined {
  if (!(x instanceof Convolution) || x.padding !== 0 || !x.dense) return undefined;
  const values = x.values();
  return values.kernel === 1 && values.in <= values.out ? { input: x.input, values } : undefined;
}
