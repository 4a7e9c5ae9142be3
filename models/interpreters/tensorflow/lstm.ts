import * as tf from '@tensorflow/tfjs';
import { withGradient } from './gradient.ts';
import { eachStep, previousStates } from './steps.ts';

/**
 * The recurrence of an LSTM: (i, f, g, o) = inputs + h · kernel, c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c').
 * Starts from zero.
 *
 * @param inputs (T·B, 4·D), the projected inputs with all biases, step t in rows t·B … (t+1)·B − 1, gates i, f, g, o.
 * @param kernel (D, 4·D).
 * @returns All states h, (T·B, D).
 */
export function lstmRecurrence(inputs: tf.Tensor2D, kernel: tf.Tensor2D, steps: number): tf.Tensor2D {
  return withGradient(
    [inputs, kernel],
    () => {
      const { states, cells } = forward(inputs, kernel, steps);
      return { value: states, saved: [inputs, kernel, states, cells] as Saved };
    },
    (dy, saved) => backward(dy, saved, steps),
  );
}

type Saved = [inputs: tf.Tensor2D, kernel: tf.Tensor2D, states: tf.Tensor2D, cells: tf.Tensor2D];
type Gates = [i: tf.Tensor, f: tf.Tensor, g: tf.Tensor, o: tf.Tensor];

function gatesOf(sums: tf.Tensor): Gates {
  const [i, f, g, o] = tf.split(sums, 4, 1) as Gates;
  return [tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)];
}

function forward(inputs: tf.Tensor2D, kernel: tf.Tensor2D, steps: number) {
  const step = eachStep(inputs, steps);
  let state = tf.zeros<tf.Rank.R2>([inputs.shape[0] / steps, kernel.shape[0]]);
  let cell: tf.Tensor2D = state;
  const states: tf.Tensor2D[] = [];
  const cells: tf.Tensor2D[] = [];
  for (let t = 0; t < steps; t++) {
    [state, cell] = tf.tidy(() => {
      const [i, f, g, o] = gatesOf(tf.add(step(t), tf.matMul(state, kernel)));
      const next = tf.add(tf.mul(f, cell), tf.mul(i, g));
      return [tf.mul(o, tf.tanh(next)), next];
    }) as [tf.Tensor2D, tf.Tensor2D];
    states.push(state);
    cells.push(cell);
  }
  return { states: tf.concat(states, 0), cells: tf.concat(cells, 0) };
}

/** Back-propagation through time; all gates are computed again from the states, for all steps at once. */
function backward(dy: tf.Tensor2D, [inputs, kernel, states, cells]: Saved, steps: number): tf.Tensor[] {
  const before = previousStates(states, steps);
  const { factors, cellByState, forget } = tf.tidy(() => {
    const [i, f, g, o] = gatesOf(tf.add(inputs, tf.matMul(before, kernel)));
    const squashed = tf.tanh(cells);
    const slope = (gate: tf.Tensor) => tf.mul(gate, tf.sub(1, gate));
    return {
      // Derivatives by the gates' sums: of the cell by i, f and g, of the state by o.
      factors: tf.concat<tf.Tensor2D>(
        [
          tf.mul(g, slope(i)),
          tf.mul(previousStates(cells, steps), slope(f)),
          tf.mul(i, tf.sub(1, tf.square(g))),
          tf.mul(squashed, slope(o)),
        ],
        1,
      ),
      cellByState: tf.mul<tf.Tensor2D>(o, tf.sub(1, tf.square(squashed))),
      forget: f as tf.Tensor2D,
    };
  });

  const transposed = tf.transpose(kernel);
  const [dySteps, factorSteps] = [eachStep(dy, steps), eachStep(factors, steps)];
  const [cellSteps, forgetSteps] = [eachStep(cellByState, steps), eachStep(forget, steps)];
  const dInputs: tf.Tensor2D[] = [];
  let carried: { state: tf.Tensor; cell: tf.Tensor } | undefined;
  for (let t = steps - 1; t >= 0; t--) {
    const [dSums, state, cell] = tf.tidy<[tf.Tensor2D, tf.Tensor, tf.Tensor]>(() => {
      const dState = carried ? tf.add(dySteps(t), carried.state) : dySteps(t);
      const through = tf.mul(dState, cellSteps(t));
      const dCell = carried ? tf.add(through, carried.cell) : through;
      const sums = tf.mul<tf.Tensor2D>(tf.concat([dCell, dCell, dCell, dState], 1), factorSteps(t));
      return [sums, tf.matMul(sums, transposed), tf.mul(dCell, forgetSteps(t))];
    });
    if (carried) tf.dispose([carried.state, carried.cell]);
    carried = { state, cell };
    dInputs.push(dSums);
  }
  const dSums = tf.concat(dInputs.reverse(), 0);
  return [dSums, tf.matMul(tf.transpose(before), dSums)];
}
