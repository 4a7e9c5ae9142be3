import { Problem } from '../base/problem.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { OPCODE } from './pickle-opcodes.ts';

/**
 * A restricted machine for Python's pickle language (protocols 2 to 5, PEP 307, 3154 and 574). It builds plain data and
 * nothing else: a dict becomes a Map, a list an array, a tuple a frozen array. A pickle names the functions it wants
 * called; here a name is looked up in the caller's allow-list, and a name that is not there ends the reading. The machine
 * is a loop without recursion, and the number of instructions bounds its time and memory.
 */
export interface PickleOptions {
  /** What each Python global, written "module name", stands for. Nothing else can be called. */
  globals: ReadonlyMap<string, AllowedGlobal>;
  /** Resolves a persistent id, PyTorch's way to refer to values stored outside the pickle. */
  persistentLoad?: (id: unknown) => unknown;
}

/** A permitted Python global. `construct`, where there is one, receives the positional arguments unchecked. */
export class AllowedGlobal {
  readonly name: string;
  readonly construct: ((args: readonly unknown[]) => unknown) | undefined;

  constructor(name: string, construct?: (args: readonly unknown[]) => unknown) {
    this.name = name;
    this.construct = construct;
  }
}

/** An instance of a permitted class, as plain data. */
export class PickledObject {
  readonly type: string;
  readonly attributes = new Map<unknown, unknown>();

  constructor(type: string) {
    this.type = type;
  }
}

/** A checkpoint of these networks takes some ten thousand instructions. */
const MOST_INSTRUCTIONS = 2_000_000;
const LONGEST_INTEGER_BYTES = 256;
const NEWEST_PROTOCOL = 5;

/** Reads one pickle and leaves the cursor behind it. Throws `unsafe-pickle`, `file-damaged`. */
export function readPickle(cursor: ByteCursor, options: PickleOptions): unknown {
  return new Machine(cursor, options).run();
}

/** The refusal of something that only running Python could give. */
export function unsafe(subject: string, what: string): Problem {
  return new Problem('pickle-unsafe', { subject, what });
}

class Machine {
  readonly #cursor: ByteCursor;
  readonly #options: PickleOptions;
  readonly #stack: unknown[] = [];
  /** Stack heights at which marks stand; nothing below the last may be taken. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();
  /** What allowed globals made, and so what BUILD may be applied to. */
  readonly #constructed = new WeakSet();

  constructor(cursor: ByteCursor, options: PickleOptions) {
    this.#cursor = cursor;
    this.#options = options;
  }

  run(): unknown {
    for (let count = 0; count < MOST_INSTRUCTIONS; count++) {
      const opcode = this.#cursor.u8();
      if (opcode === OPCODE.STOP) return this.#pop();
      this.#step(opcode);
    }
    throw this.#cursor.damaged(`its pickle has more than ${MOST_INSTRUCTIONS} instructions`);
  }

  #step(opcode: number): void {
    const cursor = this.#cursor;
    const push = (value: unknown) => void this.#stack.push(value);
    switch (opcode) {
      case OPCODE.PROTO: {
        const protocol = cursor.u8();
        if (protocol > NEWEST_PROTOCOL) throw cursor.damaged(`its pickle protocol ${protocol} is unknown`);
        return;
      }
      case OPCODE.FRAME:
        return void cursor.u64();

      case OPCODE.NONE:
        return push(null);
      case OPCODE.NEWTRUE:
        return push(true);
      case OPCODE.NEWFALSE:
        return push(false);
      case OPCODE.BININT:
        return push(cursor.i32());
      case OPCODE.BININT1:
        return push(cursor.u8());
      case OPCODE.BININT2:
        return push(cursor.u16());
      case OPCODE.LONG1:
        return push(this.#integer(cursor.u8()));
      case OPCODE.LONG4:
        return push(this.#integer(cursor.u32()));
      case OPCODE.BINFLOAT:
        return push(cursor.f64BigEndian());
      case OPCODE.SHORT_BINUNICODE:
      case OPCODE.SHORT_BINSTRING:
        return push(cursor.take(cursor.u8()).toString('utf8'));
      case OPCODE.BINUNICODE:
      case OPCODE.BINSTRING:
        return push(cursor.take(cursor.u32()).toString('utf8'));
      case OPCODE.BINUNICODE8:
        return push(cursor.take(cursor.u64()).toString('utf8'));
      case OPCODE.SHORT_BINBYTES:
        return push(new Uint8Array(cursor.take(cursor.u8())));
      case OPCODE.BINBYTES:
        return push(new Uint8Array(cursor.take(cursor.u32())));
      case OPCODE.BINBYTES8:
      case OPCODE.BYTEARRAY8:
        return push(new Uint8Array(cursor.take(cursor.u64())));

      case OPCODE.EMPTY_LIST:
        return push([]);
      case OPCODE.LIST:
        return push(this.#popToMark());
      case OPCODE.APPEND:
        return this.#append([this.#pop()]);
      case OPCODE.APPENDS:
        return this.#append(this.#popToMark());
      case OPCODE.EMPTY_TUPLE:
        return push(Object.freeze([]));
      case OPCODE.TUPLE:
        return push(Object.freeze(this.#popToMark()));
      case OPCODE.TUPLE1:
      case OPCODE.TUPLE2:
      case OPCODE.TUPLE3:
        return push(Object.freeze(this.#popMany(opcode - OPCODE.TUPLE1 + 1)));
      case OPCODE.EMPTY_DICT:
        return push(new Map());
      case OPCODE.DICT: {
        const items = this.#popToMark();
        push(new Map());
        return this.#setItems(items);
      }
      case OPCODE.SETITEM:
        return this.#setItems(this.#popMany(2));
      case OPCODE.SETITEMS:
        return this.#setItems(this.#popToMark());
      case OPCODE.EMPTY_SET:
        return push(new Set());
      case OPCODE.FROZENSET:
        return push(new Set(this.#popToMark()));
      case OPCODE.ADDITEMS: {
        const items = this.#popToMark();
        const set = this.#top();
        if (!(set instanceof Set)) throw cursor.damaged('its pickle adds to something that is no set');
        for (const item of items) set.add(item);
        return;
      }

      case OPCODE.MARK:
        return void this.#marks.push(this.#stack.length);
      case OPCODE.POP:
        return void this.#pop();
      case OPCODE.POP_MARK:
        return void this.#popToMark();
      case OPCODE.DUP:
        return push(this.#top());
      case OPCODE.BINPUT:
        return void this.#memo.set(cursor.u8(), this.#top());
      case OPCODE.LONG_BINPUT:
        return void this.#memo.set(cursor.u32(), this.#top());
      case OPCODE.MEMOIZE:
        return void this.#memo.set(this.#memo.size, this.#top());
      case OPCODE.BINGET:
        return push(this.#recall(cursor.u8()));
      case OPCODE.LONG_BINGET:
        return push(this.#recall(cursor.u32()));

      case OPCODE.GLOBAL:
        return push(this.#global(cursor.line(), cursor.line()));
      case OPCODE.STACK_GLOBAL: {
        const [module, name] = this.#popMany(2);
        return push(this.#global(module, name));
      }
      case OPCODE.INST: {
        const target = this.#global(cursor.line(), cursor.line());
        return push(this.#construct(target, this.#popToMark()));
      }
      case OPCODE.OBJ: {
        const [target, ...args] = this.#popToMark();
        return push(this.#construct(target, args));
      }
      case OPCODE.REDUCE:
      case OPCODE.NEWOBJ: {
        const [target, args] = this.#popMany(2);
        return push(this.#construct(target, args));
      }
      case OPCODE.NEWOBJ_EX: {
        const [target, args, named] = this.#popMany(3);
        if (!(named instanceof Map) || named.size > 0)
          throw unsafe(cursor.subject, 'asks for a call with named arguments');
        return push(this.#construct(target, args));
      }
      case OPCODE.BUILD:
        return this.#build(this.#pop());
      case OPCODE.BINPERSID: {
        if (!this.#options.persistentLoad) throw cursor.damaged('its pickle refers to values outside itself');
        return push(this.#options.persistentLoad(this.#pop()));
      }
      case OPCODE.EXT1:
      case OPCODE.EXT2:
      case OPCODE.EXT4:
        throw unsafe(cursor.subject, 'asks for an entry of Python’s extension registry');
      default:
        throw cursor.damaged(`byte ${cursor.at - 1} is no pickle instruction (0x${opcode.toString(16)})`);
    }
  }

  #global(module: unknown, name: unknown): AllowedGlobal {
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw unsafe(this.#cursor.subject, 'asks for a Python global under a name that is no text');
    }
    const found = this.#options.globals.get(`${module} ${name}`);
    if (!found) throw unsafe(this.#cursor.subject, `asks Python for ${printable(`${module}.${name}`)}`);
    return found;
  }

  #construct(target: unknown, args: unknown): unknown {
    if (!(target instanceof AllowedGlobal) || !target.construct) {
      const what = target instanceof AllowedGlobal ? target.name.replace(' ', '.') : 'a value';
      throw unsafe(this.#cursor.subject, `asks Python to call ${what}`);
    }
    if (!Array.isArray(args)) throw this.#cursor.damaged(`its pickle calls ${target.name} without arguments`);
    const made = target.construct(args as readonly unknown[]);
    if (typeof made === 'object' && made !== null) this.#constructed.add(made);
    return made;
  }

  /** Attributes are kept on plain objects. Elsewhere (an OrderedDict's `_metadata`, NumPy's internals) they say nothing of weights. */
  #build(state: unknown): void {
    const target = this.#top();
    if (typeof target !== 'object' || target === null || !this.#constructed.has(target)) {
      throw unsafe(this.#cursor.subject, 'asks Python to set attributes of a value that may have none');
    }
    if (target instanceof PickledObject && state instanceof Map) {
      for (const [key, value] of state) target.attributes.set(key, value);
    }
  }

  #integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER_BYTES) throw this.#cursor.damaged(`its pickle holds an integer of ${length} bytes`);
    if (length === 0) return 0;
    const hex = Buffer.from(this.#cursor.take(length)).reverse().toString('hex');
    const value = BigInt.asIntN(8 * length, BigInt(`0x${hex}`));
    const narrow = Number(value);
    return Number.isSafeInteger(narrow) ? narrow : value;
  }

  #append(items: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list) || Object.isFrozen(list)) {
      throw this.#cursor.damaged('its pickle appends to something that is no list');
    }
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly unknown[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map)) throw this.#cursor.damaged('its pickle sets items of something that is no dict');
    if (items.length % 2 === 1) throw this.#cursor.damaged('its pickle has a dict key without a value');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  #top(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.#cursor.damaged('its pickle takes from an empty stack');
    return this.#stack.at(-1);
  }

  #pop(): unknown {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): unknown[] {
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.unshift(this.#pop());
    return items;
  }

  #popToMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#cursor.damaged('its pickle goes back to a mark that it never set');
    return this.#stack.splice(mark);
  }

  #recall(index: number): unknown {
    if (!this.#memo.has(index)) throw this.#cursor.damaged(`its pickle recalls entry ${index}, which it never stored`);
    return this.#memo.get(index);
  }
}

/** A name from a hostile file, safe to show: control characters out, length bounded. */
function printable(name: string): string {
  const shown = name.replace(/[\p{C}\p{Z}]/gu, '·');
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
