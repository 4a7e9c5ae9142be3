import { Problem } from '../base/problem.ts';
import type { ElementType } from './element-types.ts';
import { AllowedGlobal, PickledObject } from './pickle.ts';
import { StorageReference, TensorReference } from './torch-tensor.ts';

const STORAGES: Readonly<Record<string, ElementType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const DTYPES = ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'];

/** Types of plain values that training scripts save with the weights. */
const METADATA = [
  ...['datetime datetime', 'datetime date', 'datetime time', 'datetime timedelta', 'datetime timezone'],
  ...['pathlib Path', 'pathlib PosixPath', 'pathlib WindowsPath', 'pathlib PurePosixPath', 'pathlib PureWindowsPath'],
  ...[
    'collections Counter',
    'decimal Decimal',
    'fractions Fraction',
    'uuid UUID',
    'builtins complex',
    'builtins slice',
  ],
  ...['torch.torch_version TorchVersion', 'yacs.config CfgNode', 'addict.addict Dict'],
  ...['bool_', 'int32', 'int64', 'float32', 'float64'].map((type) => `numpy ${type}`),
];

/** Elements of lists that one file may have copied; a checkpoint of these networks has some hundred. */
const MOST_COPIED = 1_000_000;

/** A class of storage, as it appears in a persistent id. */
class StorageType extends AllowedGlobal {
  readonly elements: ElementType;

  constructor(name: string, elements: ElementType) {
    super(name);
    this.elements = elements;
  }
}

/**
 * Every Python global that a checkpoint may name, and the plain data it becomes. This list is the security boundary of
 * reading `.pth` files: each entry must make values only, from its arguments only.
 */
export function torchGlobals(subject: string): ReadonlyMap<string, AllowedGlobal> {
  const globals: AllowedGlobal[] = [];
  let copied = 0;
  /** The elements of a list about to be copied: a pickle may name one list again and again. */
  const counted = (value: unknown): readonly unknown[] => {
    const elements = Array.isArray(value) ? (value as readonly unknown[]) : [];
    copied += elements.length;
    if (copied > MOST_COPIED) throw malformed(subject, 'repeats itself without end');
    return elements;
  };
  const allow = (names: readonly string[], construct?: (args: readonly unknown[], name: string) => unknown) => {
    for (const name of names) {
      globals.push(new AllowedGlobal(name, construct && ((args) => construct(args, name.replace(' ', '.')))));
    }
  };

  allow(['torch._utils _rebuild_tensor_v2', 'torch._utils _rebuild_tensor'], (args) => rebuildTensor(args, subject));
  allow(['torch._utils _rebuild_parameter', 'torch._utils _rebuild_parameter_with_state'], ([tensor]) => tensor);
  for (const [name, elements] of Object.entries(STORAGES)) {
    globals.push(new StorageType(`torch ${name}`, elements), new StorageType(`torch.cuda ${name}`, elements));
  }
  allow(DTYPES.map((dtype) => `torch ${dtype}`));
  allow(['torch Size'], ([sizes]) => Object.freeze([...counted(sizes)]));
  allow(['torch device'], (args) => args.filter(isPlain).join(':'));

  allow(['collections OrderedDict', 'easydict EasyDict'], ([pairs]) => new Map(pairsOf(counted(pairs))));
  allow(['collections defaultdict'], () => new Map());
  allow(['builtins set', '__builtin__ set', 'builtins frozenset', '__builtin__ frozenset'], ([items]) => {
    return new Set(counted(items));
  });
  // Named as the kind of missing values, never called.
  const kinds = ['int', 'long', 'float', 'bool', 'str', 'list', 'dict'];
  allow(kinds.flatMap((kind) => [`builtins ${kind}`, `__builtin__ ${kind}`]));
  allow(['_codecs encode'], ([text]) => Buffer.from(typeof text === 'string' ? text : '', 'latin1'));
  // What training scripts leave beside the weights: options, and numbers that went through NumPy.
  allow(
    ['argparse Namespace', 'types SimpleNamespace', 'numpy dtype', 'numpy ndarray'],
    (_, name) => new PickledObject(name),
  );
  // Dates, paths and settings beside the weights; each becomes an object without behaviour, whatever its arguments say.
  allow(METADATA, (_, name) => new PickledObject(name));
  for (const numpy of ['numpy.core.multiarray', 'numpy._core.multiarray']) {
    allow([`${numpy} scalar`, `${numpy} _reconstruct`], (_, name) => new PickledObject(name));
  }
  return new Map(globals.map((global) => [global.name, global]));
}

/** The storage that a persistent id ('storage', type, key, device, elements[, view]) stands for. */
export function storageOf(id: unknown, subject: string): StorageReference {
  const [kind, type, key, , elements, view] = Array.isArray(id) ? (id as readonly unknown[]) : [];
  if (kind !== 'storage' || !(type instanceof StorageType) || typeof key !== 'string' || !isCount(elements)) {
    throw malformed(subject, 'refers to stored values in an unknown way');
  }
  if (!Array.isArray(view)) return new StorageReference(type.elements, key, 0, elements);
  const [, offset, length] = view as readonly unknown[];
  if (!isCount(offset) || !isCount(length) || offset + length > elements) {
    throw malformed(subject, 'views values outside their storage');
  }
  return new StorageReference(type.elements, key, offset, length);
}

function rebuildTensor(args: readonly unknown[], subject: string): TensorReference {
  const [storage, offset, shape, strides] = args;
  if (!(storage instanceof StorageReference) || !isCount(offset) || !isCounts(shape) || !isCounts(strides)) {
    throw malformed(subject, 'describes a tensor wrongly');
  }
  if (shape.length !== strides.length || shape.length > 16) throw malformed(subject, 'describes a tensor wrongly');
  return new TensorReference(storage, offset, shape, strides);
}

function pairsOf(entries: readonly unknown[]): [unknown, unknown][] {
  return entries.map((entry) => (Array.isArray(entry) ? [entry[0], entry[1]] : [entry, null]));
}

const isPlain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isCount);

const malformed = (subject: string, what: string): Problem => new Problem('pickle-malformed', { subject, what });
