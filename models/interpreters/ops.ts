import type { GeneralOps } from './general-ops.ts';
import type { ImageOps } from './image-ops.ts';
import type { RecurrentOps } from './recurrent-ops.ts';

/**
 * The small language that networks are written in.
 *
 * A network is one function over `Ops<T>`; what `T` is belongs to the interpreter: a TensorFlow.js tensor, a node of an
 * ONNX graph, a shape in the spec walker. Shapes in the comments are logical (PyTorch order); an interpreter may lay them
 * out otherwise. `name` is the published state-dict prefix of the layer, so weights need no renaming.
 */
export interface Ops<T> extends GeneralOps<T>, RecurrentOps<T>, ImageOps<T> {}

export type * from './general-ops.ts';
export type * from './image-ops.ts';
export type * from './recurrent-ops.ts';
