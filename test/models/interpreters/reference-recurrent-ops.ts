import type { LstmState, RecurrentLayer, RecurrentOps, SequenceLayer } from '../../../models/interpreters/ops.ts';
import { cellEnding, sequenceEndings } from '../../../models/interpreters/recurrent-ops.ts';
import { exact, reader, sigmoid, sumOver, type Exact } from './exact.ts';
import { ReferenceGeneralOps } from './reference-general-ops.ts';

/** One step of a recurrence: state and, in an LSTM, memory of one sequence. */
type Step = (inputs: Projection, recurrent: Projection, before: Memory) => Memory;
type Projection = (gateRow: number) => number;
interface Memory {
  state: readonly number[];
  memory: readonly number[];
}

const gruStep: Step = (inputs, recurrent, { state, memory }) => {
  const hidden = state.length;
  const next = state.map((old, k) => {
    const r = sigmoid(inputs(k) + recurrent(k));
    const z = sigmoid(inputs(hidden + k) + recurrent(hidden + k));
    const candidate = Math.tanh(inputs(2 * hidden + k) + r * recurrent(2 * hidden + k));
    return (1 - z) * candidate + z * old;
  });
  return { state: next, memory };
};

const lstmStep: Step = (inputs, recurrent, { memory }) => {
  const sum = (gate: number, k: number): number => {
    const row = gate * memory.length + k;
    return inputs(row) + recurrent(row);
  };
  const next = memory.map((c, k) => sigmoid(sum(1, k)) * c + sigmoid(sum(0, k)) * Math.tanh(sum(2, k)));
  return { state: next.map((c, k) => sigmoid(sum(3, k)) * Math.tanh(c)), memory: next };
};

/** Recurrent layers in float64, from their definitions. */
export abstract class ReferenceRecurrentOps extends ReferenceGeneralOps implements RecurrentOps<Exact> {
  bidirectionalGru(x: Exact, { along, ...layer }: RecurrentLayer & { along: 'height' | 'width' }): Exact {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    const vertical = along === 'height';
    const [steps, lines] = vertical ? [h, w] : [w, h];
    const input = reader(x);
    const sequence = exact([steps, n * lines, c], (t = 0, b = 0, channel = 0) => {
      const [image, line] = [Math.floor(b / lines), b % lines];
      return vertical ? input(image, channel, t, line) : input(image, channel, line, t);
    });
    const states = reader(this.gru(sequence, { ...layer, bidirectional: true }));
    return exact([n, 2 * layer.hidden, h, w], (b = 0, channel = 0, row = 0, column = 0) => {
      const [t, line] = vertical ? [row, column] : [column, row];
      return states(t, b * lines + line, channel);
    });
  }

  bidirectionalLstm(x: Exact, layer: RecurrentLayer): Exact {
    return this.lstm(x, { ...layer, bidirectional: true });
  }

  gru(x: Exact, layer: SequenceLayer): Exact {
    return this.#sequence(x, layer, gruStep);
  }

  lstm(x: Exact, layer: SequenceLayer): Exact {
    return this.#sequence(x, layer, lstmStep);
  }

  gruCell(x: Exact, state: Exact, layer: RecurrentLayer): Exact {
    return this.#cell(x, { state, memory: state }, layer, gruStep).state;
  }

  lstmCell(x: Exact, before: LstmState<Exact>, layer: RecurrentLayer): LstmState<Exact> {
    return this.#cell(x, before, layer, lstmStep);
  }

  #cell(x: Exact, before: LstmState<Exact>, layer: RecurrentLayer, step: Step): LstmState<Exact> {
    const { name, hidden } = layer;
    const [input, state, memory] = [reader(x), reader(before.state), reader(before.memory)];
    const row = (read: (...index: number[]) => number, b: number) =>
      Array.from({ length: hidden }, (_, k) => read(b, k));
    const after = Array.from({ length: x.shape[0] as number }, (_, b) =>
      this.#step(name, cellEnding(layer), step, (c) => input(b, c), { state: row(state, b), memory: row(memory, b) }),
    );
    const read = (which: keyof Memory) =>
      exact(before.state.shape, (b = 0, k = 0) => (after[b] as Memory)[which][k] as number);
    return { state: read('state'), memory: read('memory') };
  }

  #sequence(x: Exact, layer: SequenceLayer, step: Step): Exact {
    const { name, hidden } = layer;
    const [steps, n] = x.shape as [number, number, number];
    const input = reader(x);
    const directions = sequenceEndings(layer).map((suffix, direction) =>
      Array.from({ length: n }, (_, b) => {
        const states: (readonly number[])[] = [];
        let now: Memory = { state: new Array<number>(hidden).fill(0), memory: new Array<number>(hidden).fill(0) };
        for (let i = 0; i < steps; i++) {
          const t = direction === 0 ? i : steps - 1 - i;
          now = this.#step(name, suffix, step, (c) => input(t, b, c), now);
          states[t] = now.state;
        }
        return states;
      }),
    );
    return exact(
      [steps, n, directions.length * hidden],
      (t = 0, b = 0, c = 0) => directions[Math.floor(c / hidden)]?.[b]?.[t]?.[c % hidden] as number,
    );
  }

  #step(name: string, suffix: string, step: Step, at: (channel: number) => number, before: Memory): Memory {
    const channels = (this.parameters.get(`${name}.weight_ih${suffix}`) as Exact).shape[1] as number;
    const [wx, wh] = [this.read(`${name}.weight_ih${suffix}`), this.read(`${name}.weight_hh${suffix}`)];
    const [bx, bh] = [this.read(`${name}.bias_ih${suffix}`), this.read(`${name}.bias_hh${suffix}`)];
    return step(
      (g) => bx(g) + sumOver(channels, (c) => wx(g, c) * at(c)),
      (g) => bh(g) + sumOver(before.state.length, (k) => wh(g, k) * (before.state[k] as number)),
      before,
    );
  }
}
