import type { LstmState, RecurrentLayer, RecurrentOps, SequenceLayer } from '../ops.ts';
import { cellEnding, sequenceEndings } from '../recurrent-ops.ts';
import { GeneralShapes } from './general-shapes.ts';
import { expectChannels, featureMap, type Shape } from './ledger.ts';

const GRU_GATES = 3;
const LSTM_GATES = 4;

/** Shapes of recurrent layers. */
export abstract class RecurrentShapes extends GeneralShapes implements RecurrentOps<Shape> {
  bidirectionalGru(x: Shape, layer: RecurrentLayer & { along: 'height' | 'width' }): Shape {
    const [n, c, h, w] = featureMap(x, layer.name);
    this.recurrent(layer, GRU_GATES, c, n * h * w, sequenceEndings({ ...layer, bidirectional: true }));
    return [n, 2 * layer.hidden, h, w];
  }

  bidirectionalLstm(x: Shape, layer: RecurrentLayer): Shape {
    return this.lstm(x, { ...layer, bidirectional: true });
  }

  gru(x: Shape, layer: SequenceLayer): Shape {
    return this.sequence(x, layer, GRU_GATES);
  }

  lstm(x: Shape, layer: SequenceLayer): Shape {
    return this.sequence(x, layer, LSTM_GATES);
  }

  gruCell(x: Shape, state: Shape, layer: RecurrentLayer): Shape {
    this.cell(x, [state], layer, GRU_GATES);
    return state;
  }

  lstmCell(x: Shape, before: LstmState<Shape>, layer: RecurrentLayer): LstmState<Shape> {
    this.cell(x, [before.state, before.memory], layer, LSTM_GATES);
    return before;
  }

  private sequence(x: Shape, layer: SequenceLayer, gates: number): Shape {
    if (x.length !== 3) throw new RangeError(`${layer.name} needs a sequence (T, N, C), not (${x.join()})`);
    const [t, n, c] = x as readonly [number, number, number];
    const directions = sequenceEndings(layer);
    this.recurrent(layer, gates, c, t * n, directions);
    return [t, n, directions.length * layer.hidden];
  }

  private cell(x: Shape, states: readonly Shape[], layer: RecurrentLayer, gates: number) {
    const [batch = 0, channels = 0] = x;
    const odd = states.find((state) => state.join() !== [batch, layer.hidden].join());
    if (odd) throw new RangeError(`${layer.name} needs states (${batch},${layer.hidden}), not (${odd.join()})`);
    this.recurrent(layer, gates, channels, batch, [cellEnding(layer)]);
  }

  private recurrent(
    { name, in: inputs, hidden }: RecurrentLayer,
    gates: number,
    channels: number,
    steps: number,
    suffixes: readonly string[],
  ) {
    expectChannels(channels, inputs, name);
    for (const suffix of suffixes) {
      this.parameter(name, `weight_ih${suffix}`, [gates * hidden, inputs], 'recurrent', hidden);
      this.parameter(name, `weight_hh${suffix}`, [gates * hidden, hidden], 'recurrent', hidden);
      this.parameter(name, `bias_ih${suffix}`, [gates * hidden], 'bias', hidden);
      this.parameter(name, `bias_hh${suffix}`, [gates * hidden], 'bias', hidden);
    }
    this.multiplyAdds += suffixes.length * steps * gates * hidden * (inputs + hidden);
  }
}
