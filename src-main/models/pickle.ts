import { brokenPickle, PickleBytes, refusedPickle } from './pickle-bytes.ts';

/**
 * A pickle reader that can execute nothing. It interprets the opcodes that `torch.save` uses (protocols 2 to 5) and
 * turns every import into inert data: a `PickleGlobal` that only carries its name, a `PickleObject` that only carries
 * what it was built from. A name outside of the caller's allow-list, and every other opcode, is refused.
 * Memory is bounded by the size of the pickle: no opcode makes a value larger than the bytes that spell it, and the
 * number of steps is limited. The reader is a loop, so nesting costs no stack.
 * Opcodes: CPython `Lib/pickletools.py`.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Map<PickleValue, PickleValue>
  | PickleGlobal
  | PickleObject;

export class PickleGlobal {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What a pickle wanted built: by which callable, from which arguments. Nothing was called. */
export class PickleObject {
  readonly callable: string;
  readonly args: readonly PickleValue[];
  /** Entries set on a dictionary subclass such as `collections.OrderedDict`. */
  readonly items = new Map<PickleValue, PickleValue>();
  constructor(callable: string, args: readonly PickleValue[]) {
    this.callable = callable;
    this.args = args;
  }
}

export interface PickleRules {
  /** True for the full names (`module.name`) that may appear. */
  allows(name: string): boolean;
  /** The persistent id of PyTorch's storages: a tuple. */
  persistent(id: PickleValue): PickleValue;
}

const maxSteps = 1_000_000;
const mark = Symbol('mark');
type Slot = PickleValue | typeof mark;

export function readPickle(bytes: Uint8Array, rules: PickleRules): PickleValue {
  return new PickleReader(bytes, rules).run();
}

class PickleReader {
  readonly #bytes: PickleBytes;
  readonly #rules: PickleRules;
  readonly #stack: Slot[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Uint8Array, rules: PickleRules) {
    this.#bytes = new PickleBytes(bytes);
    this.#rules = rules;
  }

  run(): PickleValue {
    for (let step = 0; step < maxSteps; step += 1) {
      const opcode = this.#bytes.take(1)[0] ?? 0;
      if (opcode === 0x2e) return this.#pop();
      this.#execute(opcode);
    }
    throw refusedPickle('its description of the model is far longer than a model needs');
  }

  #execute(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        if (this.#bytes.unsigned(1) > 5) throw refusedPickle('it was written by a newer pickle protocol');
        return;
      case 0x95: // FRAME
        this.#bytes.take(8);
        return;
      case 0x28: // MARK
        this.#stack.push(mark);
        return;
      case 0x30: // POP
        this.#stack.pop();
        return;
      case 0x31: // POP_MARK
        this.#popMark();
        return;
      case 0x32: // DUP
        this.#push(this.#top());
        return;
      case 0x4e: // NONE
        return this.#push(null);
      case 0x88: // NEWTRUE
        return this.#push(true);
      case 0x89: // NEWFALSE
        return this.#push(false);
      case 0x4a: // BININT
        return this.#push(this.#bytes.take(4).readInt32LE(0));
      case 0x4b: // BININT1
        return this.#push(this.#bytes.unsigned(1));
      case 0x4d: // BININT2
        return this.#push(this.#bytes.unsigned(2));
      case 0x8a: // LONG1
        return this.#push(this.#bytes.long(this.#bytes.unsigned(1)));
      case 0x47: // BINFLOAT
        return this.#push(this.#bytes.take(8).readDoubleBE(0));
      case 0x58: // BINUNICODE
        return this.#push(this.#bytes.text(this.#bytes.unsigned(4)));
      case 0x8c: // SHORT_BINUNICODE
        return this.#push(this.#bytes.text(this.#bytes.unsigned(1)));
      case 0x8d: // BINUNICODE8
        return this.#push(this.#bytes.text(this.#bytes.unsigned64()));
      case 0x42: // BINBYTES
        return this.#push(this.#bytes.take(this.#bytes.unsigned(4)));
      case 0x43: // SHORT_BINBYTES
        return this.#push(this.#bytes.take(this.#bytes.unsigned(1)));
      default:
        if (!this.#collect(opcode) && !this.#remember(opcode) && !this.#inert(opcode)) {
          throw refusedPickle(
            `it contains the instruction 0x${opcode.toString(16).padStart(2, '0')}, which no tensor needs`,
          );
        }
    }
  }

  /** Lists, tuples, sets and dictionaries. */
  #collect(opcode: number): boolean {
    switch (opcode) {
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
      case 0x8f: // EMPTY_SET
        this.#push([]);
        return true;
      case 0x7d: // EMPTY_DICT
        this.#push(new Map());
        return true;
      case 0x6c: // LIST
      case 0x74: // TUPLE
      case 0x91: // FROZENSET
        this.#push(this.#popMark());
        return true;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#push(this.#popMany(opcode - 0x84));
        return true;
      case 0x64: // DICT
        this.#push(new Map());
        this.#setItems(this.#popPairsUnderTop());
        return true;
      case 0x61: // APPEND
        this.#append([this.#pop()]);
        return true;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#append(this.#popMark());
        return true;
      case 0x73: // SETITEM
        this.#setItems(this.#popMany(2));
        return true;
      case 0x75: // SETITEMS
        this.#setItems(this.#popMark());
        return true;
      default:
        return false;
    }
  }

  #remember(opcode: number): boolean {
    switch (opcode) {
      case 0x71: // BINPUT
        this.#memo.set(this.#bytes.unsigned(1), this.#top());
        return true;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#bytes.unsigned(4), this.#top());
        return true;
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return true;
      case 0x68: // BINGET
        this.#recall(this.#bytes.unsigned(1));
        return true;
      case 0x6a: // LONG_BINGET
        this.#recall(this.#bytes.unsigned(4));
        return true;
      default:
        return false;
    }
  }

  /** Everything that would import or call something: kept as data. */
  #inert(opcode: number): boolean {
    switch (opcode) {
      case 0x63: {
        // GLOBAL
        const module = this.#bytes.line();
        this.#pushGlobal(module, this.#bytes.line());
        return true;
      }
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#popMany(2);
        this.#pushGlobal(module, name);
        return true;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [callable, args] = this.#popMany(2);
        if (!(callable instanceof PickleGlobal) || !Array.isArray(args))
          throw refusedPickle('it calls something that is not a known function');
        this.#push(new PickleObject(callable.name, args));
        return true;
      }
      case 0x62: {
        // BUILD: attributes of an object, never needed
        this.#pop();
        if (!(this.#top() instanceof PickleObject))
          throw refusedPickle('it sets attributes of something that is not an object');
        return true;
      }
      case 0x51: // BINPERSID
        this.#push(this.#rules.persistent(this.#pop()));
        return true;
      default:
        return false;
    }
  }

  #pushGlobal(module: PickleValue | undefined, name: PickleValue | undefined): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw brokenPickle('an import has no name');
    const full = `${module}.${name}`;
    if (!this.#rules.allows(full)) throw refusedPickle(`it asks for "${full.slice(0, 120)}"`);
    this.#push(new PickleGlobal(full));
  }

  #setItems(pairs: PickleValue[]): void {
    const target = this.#top();
    const items = target instanceof Map ? target : target instanceof PickleObject ? target.items : null;
    if (!items || pairs.length % 2 !== 0) throw brokenPickle('entries are set on something that is not a dictionary');
    for (let index = 0; index < pairs.length; index += 2) items.set(pairs[index] ?? null, pairs[index + 1] ?? null);
  }

  #append(values: PickleValue[]): void {
    const target = this.#top();
    if (target instanceof PickleObject) return;
    if (!Array.isArray(target)) throw brokenPickle('values are added to something that is not a list');
    for (const value of values) target.push(value);
  }

  /** DICT: the new dictionary lies on top of the pairs that a mark begins. */
  #popPairsUnderTop(): PickleValue[] {
    const dictionary = this.#pop();
    const pairs = this.#popMark();
    this.#push(dictionary);
    return pairs;
  }

  #recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw brokenPickle('it refers to a value that is not there');
    this.#push(value);
  }

  #push(value: PickleValue): void {
    this.#stack.push(value);
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined || value === mark) throw brokenPickle('a value is missing');
    return value as PickleValue;
  }

  #pop(): PickleValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): PickleValue[] {
    const values: PickleValue[] = [];
    for (let index = 0; index < count; index += 1) values.push(this.#pop());
    return values.reverse();
  }

  #popMark(): PickleValue[] {
    const start = this.#stack.lastIndexOf(mark);
    if (start < 0) throw brokenPickle('a value is missing');
    return this.#stack.splice(start).slice(1) as PickleValue[];
  }
}
