import { describe, expect, it } from 'vitest';
import { Problem } from '../../../models/base/problem.ts';
import { ByteCursor } from '../../../models/weights/byte-cursor.ts';
import { PickledObject, readPickle } from '../../../models/weights/pickle.ts';
import { torchGlobals } from '../../../models/weights/torch-globals.ts';
import { expectProblem } from './expect-problem.ts';
import { dict, global, int, list, pickle, proto, raw, shortText, stop, text, tuple } from './pickle-bytes.ts';

const read = (bytes: Uint8Array) =>
  readPickle(new ByteCursor(bytes, 'model.pth'), { globals: torchGlobals('model.pth') });

describe('plain data', () => {
  it('reads what Python 3 writes at protocol 2', () => {
    // pickle.dumps({'a': [1, -2, 300, 70000, 2**40, -2**70, 1.5, None, True, False], 'é': ('x', b'\x01')}, 2)
    const bytes = Buffer.from(
      '80027d7100285801000000617101' +
        '5d7102284b014afeffffff4d2c014a701101008a060000000000018a090000000000000000c0473ff80000000000004e888965' +
        '5802000000c3a971035801000000787104' +
        '635f636f646563730a656e636f64650a7105580100000001710658060000006c6174696e317107867108527109' +
        '86710a752e',
      'hex',
    );
    const value = read(bytes) as Map<string, unknown[]>;
    expect(value.get('a')).toEqual([1, -2, 300, 70000, 2 ** 40, -(2n ** 70n), 1.5, null, true, false]);
    expect(value.get('é')?.[0]).toBe('x');
    expect([...(value.get('é')?.[1] as Uint8Array)]).toEqual([1]);
  });

  it('reads frames, memo and short texts of protocol 4 and byte arrays of protocol 5', () => {
    const frame = Buffer.from('9500000000000000ff'.slice(0, 18), 'hex');
    const memoised = Buffer.concat([proto(4), frame, shortText('abc'), raw('\x94h\x00\x86'), stop]);
    expect(read(memoised)).toEqual(['abc', 'abc']);
    const byteArray = Buffer.concat([proto(5), raw('\x96\x02\0\0\0\0\0\0\0\x07\x08'), stop]);
    expect([...(read(byteArray) as Uint8Array)]).toEqual([7, 8]);
    expect(read(Buffer.concat([proto(4), raw('\x8f(K\x01K\x02K\x01\x90'), stop]))).toEqual(new Set([1, 2]));
  });

  it('keeps argparse options as plain data', () => {
    const state = dict([text('lr'), int(3)]);
    const options = read(pickle(global('argparse', 'Namespace'), raw(')\x81'), state, raw('b')));
    expect(options).toBeInstanceOf(PickledObject);
    expect((options as PickledObject).attributes.get('lr')).toBe(3);
  });

  it('keeps hostile keys inside Maps, off every prototype', () => {
    const names = ['__proto__', 'constructor', 'prototype', 'toString'];
    const evil = dict(...names.map((name): [Buffer, Buffer] => [text(name), dict([text('polluted'), int(1)])]));
    const value = read(pickle(global('argparse', 'Namespace'), raw(')\x81'), evil, raw('b'))) as PickledObject;
    expect([...value.attributes.keys()]).toEqual(names);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(PickledObject.prototype);
  });
});

describe('hostile pickles', () => {
  const command = text('touch /tmp/owned');
  const hostile: Record<string, [bytes: Buffer, named: string]> = {
    'os.system by REDUCE': [pickle(global('os', 'system'), tuple(command), raw('R')), 'os.system'],
    'posix.system, the form that pickle really writes': [
      pickle(global('posix', 'system'), raw('q\0'), tuple(command), raw('R')),
      'posix.system',
    ],
    'builtins.eval': [pickle(global('builtins', 'eval'), tuple(command), raw('R')), 'builtins.eval'],
    'Python 2 __builtin__.exec': [pickle(global('__builtin__', 'exec'), tuple(command), raw('R')), '__builtin__.exec'],
    'a name only, not called': [pickle(global('subprocess', 'Popen')), 'subprocess.Popen'],
    STACK_GLOBAL: [Buffer.concat([proto(4), shortText('os'), shortText('system'), raw('\x93'), stop]), 'os.system'],
    'STACK_GLOBAL with a dotted name': [
      Buffer.concat([proto(4), shortText('torch'), shortText('serialization.os.system'), raw('\x93'), stop]),
      'torch.serialization.os.system',
    ],
    'STACK_GLOBAL with memoised names': [
      Buffer.concat([proto(4), shortText('os'), raw('\x940'), shortText('system'), raw('\x940h\0h\x01\x93'), stop]),
      'os.system',
    ],
    'STACK_GLOBAL with names that are no text': [Buffer.concat([proto(4), raw('K\x01K\x02\x93'), stop]), 'no text'],
    'a nested getattr': [
      pickle(
        global('builtins', 'getattr'),
        tuple(Buffer.concat([global('builtins', '__import__'), tuple(text('os')), raw('R')]), text('system')),
        raw('R'),
      ),
      'builtins.getattr',
    ],
    'an allowed name with a line of its own': [
      pickle(global('collections', 'OrderedDict.__init__')),
      'OrderedDict.__init__',
    ],
    'a space in a module name': [pickle(global('torch Size', '')), 'torch'],
    INST: [Buffer.concat([proto(), raw('(X\x02\0\0\0idios\nsystem\n'), stop]), 'os.system'],
    OBJ: [Buffer.concat([proto(), raw('('), global('os', 'system'), command, raw('o'), stop]), 'os.system'],
    NEWOBJ: [pickle(global('pickle', 'Unpickler'), raw(')\x81')), 'pickle.Unpickler'],
    'NEWOBJ of a value': [pickle(int(1), raw(')\x81')), 'call'],
    'REDUCE of a text': [pickle(text('os.system'), tuple(command), raw('R')), 'call'],
    'REDUCE of an allowed constant': [pickle(global('torch', 'float32'), raw(')R')), 'torch.float32'],
    'REDUCE of a named type': [pickle(global('builtins', 'dict'), raw(')R')), 'builtins.dict'],
    'NEWOBJ_EX with named arguments': [
      Buffer.concat([
        proto(4),
        global('collections', 'OrderedDict'),
        raw(')'),
        dict([text('a'), int(1)]),
        raw('\x92'),
        stop,
      ]),
      'named arguments',
    ],
    'BUILD on a global': [
      pickle(global('collections', 'OrderedDict'), dict([text('construct'), int(1)]), raw('b')),
      'attributes',
    ],
    'BUILD on a list': [pickle(raw(']'), dict([text('length'), int(1)]), raw('b')), 'attributes'],
    EXT1: [pickle(raw('\x82\x01')), 'extension'],
  };

  it.each(Object.entries(hostile))('refuses %s, naming it', async (_, [bytes, named]) => {
    const problem = await expectProblem('unsafe-pickle', () => read(bytes));
    expect(problem.message).toContain(named);
    expect(problem.message).toContain('nothing of it was run');
  });

  it('shows the name of a hostile global without control characters, and not at any length', async () => {
    const bytes = pickle(global(`evil\u001b[2J${'x'.repeat(5000)}`, 'y'));
    const { message } = await expectProblem('unsafe-pickle', () => read(bytes));
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(300);
  });
});

describe('damaged pickles', () => {
  const damaged: Record<string, Buffer> = {
    'a huge LONG4': Buffer.concat([proto(), raw('\x8b\xff\xff\xff\x7f'), stop]),
    'a huge BINBYTES8': Buffer.concat([proto(4), raw('\x8e\xff\xff\xff\xff\xff\xff\xff\xff'), stop]),
    'a huge BINUNICODE8': Buffer.concat([proto(4), raw('\x8d\0\0\0\0\0\x01\0\0'), stop]),
    'a huge BINUNICODE': Buffer.concat([proto(), raw('X\xff\xff\xff\xff'), stop]),
    'an unknown protocol': Buffer.concat([proto(9), raw('N'), stop]),
    'an unknown instruction': Buffer.concat([proto(), raw('\xff'), stop]),
    'text instructions of protocol 0': raw("(S'a'\nI1\nd."),
    'an empty stack': Buffer.concat([proto(), stop]),
    'a mark that was never set': pickle(raw('t')),
    'popping below a mark': pickle(raw('K\x01(0')),
    'a memo entry that was never stored': pickle(raw('h\x05')),
    'items of a tuple': pickle(raw(')K\x01a')),
    'items of a number': pickle(raw('K\x01K\x02K\x03s')),
    'a key without a value': pickle(raw('}(K\x01u')),
    'a call without a tuple': pickle(global('collections', 'OrderedDict'), raw('K\x01R')),
    'a persistent id in a pickle that has none': pickle(raw('NQ')),
    'out-of-band buffers': Buffer.concat([proto(5), raw('\x97'), stop]),
  };

  it.each(Object.entries(damaged))('refuses %s', async (_, bytes) => {
    await expectProblem('file-damaged', () => read(bytes));
  });

  it('ends an endless pickle', async () => {
    const bomb = Buffer.concat([proto(), Buffer.alloc(3_000_000, ']'), stop]);
    expect((await expectProblem('file-damaged', () => read(bomb))).message).toContain('instructions');
  });

  it('reads a memo bomb in linear memory, sharing what it repeats', () => {
    // Thirty lists, each holding the one before ten times: 10³⁰ leaves when walked.
    const levels = Array.from({ length: 30 }, (_, i) => [
      raw(`](${`h${String.fromCharCode(i)}`.repeat(10)}e`),
      raw(`q${String.fromCharCode(i + 1)}`),
    ]);
    const value = read(pickle(list(int(1)), raw('q\0'), ...levels.flat())) as unknown[];
    expect(value).toHaveLength(10);
    expect(value[0]).toBe(value[9]);
  });

  it('walks no memo bomb that is handed to a permitted global', () => {
    // Forty lists, each holding the one before twice, then called as a device, as bytes, as a size.
    const levels = Array.from({ length: 40 }, (_, i) => [
      raw(`](${`h${String.fromCharCode(i)}`.repeat(2)}e`),
      raw(`q${String.fromCharCode(i + 1)}`),
    ]).flat();
    for (const [module, name] of [
      ['torch', 'device'],
      ['_codecs', 'encode'],
      ['torch', 'Size'],
      ['builtins', 'set'],
      ['collections', 'OrderedDict'],
    ] as const) {
      const call = [
        list(int(1)),
        raw('q\0'),
        ...levels,
        raw('0'),
        global(module, name),
        raw(`h${String.fromCharCode(40)}`),
      ];
      expect(() => read(pickle(...call, raw('\x85R')))).not.toThrow();
    }
  });

  it('ends a pickle that has one long list copied without end', async () => {
    const long = list(...Array.from({ length: 2000 }, (_, i) => int(i)));
    const copies = Array.from({ length: 1000 }, () => [global('torch', 'Size'), raw('h\0\x85R0')]).flat();
    const bytes = pickle(long, raw('q\0'), ...copies);
    expect((await expectProblem('file-damaged', () => read(bytes))).message).toContain('without end');
  });

  it('survives ten thousand random corruptions with nothing but Problems', () => {
    const sound = pickle(
      dict(
        [text('a'), tuple(int(1), list(text('b')))],
        [text('c'), Buffer.concat([global('torch', 'Size'), tuple(tuple(int(3))), raw('R')])],
      ),
    );
    const random = generator(20_261_122);
    for (let round = 0; round < 10_000; round++) {
      const bytes = Buffer.from(sound);
      for (let edits = 1 + random(4); edits > 0; edits--) bytes[random(bytes.length)] = random(256);
      try {
        read(bytes.subarray(0, 1 + random(bytes.length)));
      } catch (error) {
        if (!(error instanceof Problem)) throw new Error(`round ${round}: ${bytes.toString('hex')}`, { cause: error });
      }
    }
  });
});

/** Integers below a bound, the same every time (xorshift32). */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}
