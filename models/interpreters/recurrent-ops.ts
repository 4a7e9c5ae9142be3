/**
 * Recurrent layers. Gates stand in PyTorch's order: of a GRU r, z, n with the reset gate after the recurrent product, of an
 * LSTM i, f, g, o. Layers over sequences have the parameters weight_ih_l0 (gates·h, in), weight_hh_l0 (gates·h, h),
 * bias_ih_l0 and bias_hh_l0 (gates·h), those of two directions the same with `_reverse`; cells have them without `_l0`.
 * Where `layer` is given, its number stands after `_l`, of cells too.
 */
export interface RecurrentOps<T> {
  /** (N, in, H, W) → (N, 2·hidden, H, W): every column (`height`) or row (`width`) is a sequence of its own. */
  bidirectionalGru(x: T, layer: RecurrentLayer & { along: 'height' | 'width' }): T;
  /** (T, N, in) → (T, N, 2·hidden). */
  bidirectionalLstm(x: T, layer: RecurrentLayer): T;
  /** (T, N, in) → (T, N, hidden), or (T, N, 2·hidden) in both directions. Starts from zero. */
  gru(x: T, layer: SequenceLayer): T;
  /** As `gru`. */
  lstm(x: T, layer: SequenceLayer): T;
  /** One step: (N, in) and the state (N, hidden) before → the state after. */
  gruCell(x: T, state: T, layer: RecurrentLayer): T;
  /** One step: (N, in) with state and memory (N, hidden) before → both after. */
  lstmCell(x: T, before: LstmState<T>, layer: RecurrentLayer): LstmState<T>;
}

export interface RecurrentLayer {
  name: string;
  in: number;
  hidden: number;
  /** Which of several layers that share a name. */
  layer?: number;
}

export interface SequenceLayer extends RecurrentLayer {
  /** False unless said otherwise. */
  bidirectional?: boolean;
}

/** How the names of a sequence layer's parameters end, for each direction. */
export const sequenceEndings = ({ layer = 0, bidirectional = false }: SequenceLayer): readonly string[] =>
  bidirectional ? [`_l${layer}`, `_l${layer}_reverse`] : [`_l${layer}`];

/** How the names of a cell's parameters end. */
export const cellEnding = ({ layer }: RecurrentLayer): string => (layer === undefined ? '' : `_l${layer}`);

export interface LstmState<T> {
  state: T;
  memory: T;
}
