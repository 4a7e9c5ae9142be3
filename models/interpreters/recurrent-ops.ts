/**
 * Recurrent layers. Gates stand in PyTorch's order: of a GRU r, z, n with the reset gate after the recurrent product, of an
 * LSTM i, f, g, o. Layers over sequences have the parameters weight_ih_l0 (gates·h, in), weight_hh_l0 (gates·h, h),
 * bias_ih_l0 and bias_hh_l0 (gates·h), those of two directions the same with `_reverse`; cells have them without `_l0`.
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
}

export interface SequenceLayer extends RecurrentLayer {
  /** False unless said otherwise. */
  bidirectional?: boolean;
}

export interface LstmState<T> {
  state: T;
  memory: T;
}
