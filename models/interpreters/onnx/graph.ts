import { MessageWriter } from './wire.ts';

/** ONNX operator set 18, which first came with IR version 8 (ONNX 1.13). */
const OPSET = 18;
const IR_VERSION = 8;

/** Field and enumeration numbers of onnx.proto3, by message. */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opsets: 8, metadata: 14 };
const GRAPH = { nodes: 1, name: 2, initializers: 5, inputs: 11, outputs: 12 };
const NODE = { inputs: 1, outputs: 2, name: 3, operator: 4, attributes: 5 };
const ATTRIBUTE = { name: 1, integer: 3, text: 4, integers: 8, type: 20 };
const ATTRIBUTE_TYPE = { integer: 2, text: 3, integers: 7 };
const TENSOR = { dimensions: 1, type: 2, name: 8, raw: 9 };
/** Of ONNX's TensorProto.DataType, those that occur. */
export const ELEMENT_TYPE = { float32: 1, int64: 7 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { element: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { size: 1, symbol: 2 };
const OPSET_ID = { version: 2 };
const ENTRY = { key: 1, value: 2 };

/** What the free batch axis is called in a graph's input and output. */
export const BATCH_AXIS = 'batch';

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** A graph's input or output; a text names an axis of any length. */
export interface PortSpec {
  name: string;
  shape: readonly (number | string)[];
}

/** A dense constant; float64 where it was computed here, so that it is rounded once, when it is written. */
export interface Constant {
  shape: readonly number[];
  data: Float32Array | Float64Array;
}

/** Collects the nodes and constants of an ONNX graph, whose values are known by name, and writes the model file. */
export class OnnxGraph {
  private readonly nodeMessages: MessageWriter[] = [];
  private readonly initializers = new Map<string, MessageWriter>();
  private readonly operatorCounts = new Map<string, number>();

  /** Adds a node with one output, and returns that output's name. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}, output?: string): string {
    const name = this.nextName(operator);
    this.addNode(name, operator, inputs, attributes, [output ?? name]);
    return output ?? name;
  }

  /** Adds a node with several outputs, and returns their names. An optional input that is not given is an empty text. */
  nodes(operator: string, inputs: readonly string[], attributes: Attributes, count: number): string[] {
    const name = this.nextName(operator);
    const outputs = Array.from({ length: count }, (_, i) => `${name}_${i + 1}_of_${count}`);
    this.addNode(name, operator, inputs, attributes, outputs);
    return outputs;
  }

  /** Adds a float32 constant once under `name`, and returns the name. `make` is called the first time only. */
  constant(name: string, make: () => Constant): string {
    if (!this.initializers.has(name)) {
      const { shape, data } = make();
      this.initializers.set(name, tensor(name, ELEMENT_TYPE.float32, shape, Float32Array.from(data)));
    }
    return name;
  }

  /** Adds a one-dimensional int64 constant, shared by all who need the same values, and returns its name. */
  integers(values: readonly number[]): string {
    const name = `shape_${values.join('_')}`;
    if (!this.initializers.has(name)) {
      const data = BigInt64Array.from(values, BigInt);
      this.initializers.set(name, tensor(name, ELEMENT_TYPE.int64, [values.length], data));
    }
    return name;
  }

  /** The bytes of a ModelProto. */
  finish(
    name: string,
    inputs: readonly PortSpec[],
    outputs: readonly PortSpec[],
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    const graph = new MessageWriter();
    for (const node of this.nodeMessages) graph.message(GRAPH.nodes, node);
    graph.text(GRAPH.name, name);
    for (const initializer of this.initializers.values()) graph.message(GRAPH.initializers, initializer);
    for (const input of inputs) graph.message(GRAPH.inputs, port(input));
    for (const output of outputs) graph.message(GRAPH.outputs, port(output));
    const model = new MessageWriter()
      .integer(MODEL.irVersion, IR_VERSION)
      .text(MODEL.producer, 'palimpsest')
      .message(MODEL.graph, graph)
      .message(MODEL.opsets, new MessageWriter().integer(OPSET_ID.version, OPSET));
    for (const [key, value] of Object.entries(metadata)) {
      model.message(MODEL.metadata, new MessageWriter().text(ENTRY.key, key).text(ENTRY.value, value));
    }
    return model.finish();
  }

  private nextName(operator: string): string {
    const count = (this.operatorCounts.get(operator) ?? 0) + 1;
    this.operatorCounts.set(operator, count);
    return `${operator}_${count}`;
  }

  private addNode(
    name: string,
    operator: string,
    inputs: readonly string[],
    attributes: Attributes,
    outputs: readonly string[],
  ) {
    const message = new MessageWriter();
    for (const input of inputs) message.text(NODE.inputs, input);
    for (const output of outputs) message.text(NODE.outputs, output);
    message.text(NODE.name, name).text(NODE.operator, operator);
    for (const [key, value] of Object.entries(attributes)) message.message(NODE.attributes, attribute(key, value));
    this.nodeMessages.push(message);
  }
}

function attribute(name: string, value: Attributes[string]): MessageWriter {
  const message = new MessageWriter().text(ATTRIBUTE.name, name);
  if (typeof value === 'number') {
    return message.integer(ATTRIBUTE.integer, value).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integer);
  }
  if (typeof value === 'string')
    return message.text(ATTRIBUTE.text, value).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.text);
  for (const integer of value) message.integer(ATTRIBUTE.integers, integer);
  return message.integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integers);
}

function tensor(
  name: string,
  type: number,
  shape: readonly number[],
  data: Float32Array | BigInt64Array,
): MessageWriter {
  // ONNX wants little-endian, which every processor is that onnxruntime runs on.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const message = new MessageWriter();
  for (const size of shape) message.integer(TENSOR.dimensions, size);
  return message.integer(TENSOR.type, type).text(TENSOR.name, name).bytes(TENSOR.raw, bytes);
}

function port({ name, shape }: PortSpec): MessageWriter {
  const dimensions = new MessageWriter();
  for (const size of shape) {
    const dimension = new MessageWriter();
    if (typeof size === 'number') dimension.integer(DIMENSION.size, size);
    else dimension.text(DIMENSION.symbol, size);
    dimensions.message(SHAPE.dimension, dimension);
  }
  const type = new MessageWriter()
    .integer(TENSOR_TYPE.element, ELEMENT_TYPE.float32)
    .message(TENSOR_TYPE.shape, dimensions);
  return new MessageWriter()
    .text(VALUE_INFO.name, name)
    .message(VALUE_INFO.type, new MessageWriter().message(TYPE.tensor, type));
}
