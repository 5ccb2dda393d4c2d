import { describe, expect, it } from 'vitest';
import { PickleObject, type PickleValue, readPickle } from '#main/models/pickle.ts';
import { get, global, int, op, pickle, put, text, tupleOf } from './pickle-builder.ts';

const rules = {
  allows: (name: string): boolean => name === 'collections.OrderedDict',
  persistent: (id: PickleValue): PickleValue => id,
};
const read = (...parts: readonly (readonly number[])[]): PickleValue => readPickle(pickle(...parts), rules);

const repeat = (byte: number, count: number): number[] => Array.from({ length: count }, () => byte);

describe('readPickle', () => {
  it('reads dictionaries, tuples, numbers and references', () => {
    const value = read(
      op.emptyDict,
      op.mark,
      text('a'),
      put(1),
      tupleOf(int(-3), get(1)),
      text('b'),
      op.false,
      op.setItems,
    );
    expect(value).toEqual(
      new Map<string, unknown>([
        ['a', [-3, 'a']],
        ['b', false],
      ]),
    );
  });

  it('builds nothing: a call becomes a note of what was to be called', () => {
    const value = read(global('collections', 'OrderedDict'), op.emptyTuple, op.reduce, text('k'), int(1), op.setItem);
    expect(value).toBeInstanceOf(PickleObject);
    expect((value as PickleObject).items).toEqual(new Map([['k', 1]]));
  });

  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['subprocess', 'Popen'],
    ['builtins', 'eval'],
    ['builtins', 'getattr'],
    ['torch.hub', 'load'],
    ['collections', 'OrderedDict.fromkeys'],
  ])('refuses a file that asks for %s.%s, by name', (module, name) => {
    const hostile = [global(module, name), tupleOf(text('echo owned')), op.reduce];
    expect(() => read(...hostile)).toThrow(`it asks for "${module}.${name}"`);
  });

  it('refuses the same through STACK_GLOBAL', () => {
    expect(() => read(text('os'), text('system'), op.stackGlobal)).toThrow('it asks for "os.system"');
  });

  it.each([0x69, 0x6f, 0x50, 0x82, 0x92, 0x97, 0xff])('refuses the instruction 0x%s', (opcode) => {
    expect(() => read([opcode])).toThrow('which no tensor needs');
  });

  it('refuses to call what is not a known function', () => {
    expect(() => read(text('os.system'), tupleOf(text('x')), op.reduce)).toThrow('not a known function');
    expect(() => read(text('x'), int(1), op.build)).toThrow('not an object');
  });

  it('survives nesting of a hundred thousand levels', () => {
    const levels = 100_000;
    const deep = Uint8Array.from([...op.proto, ...repeat(0x5d, levels), ...repeat(0x61, levels - 1), ...op.stop]);
    expect(Array.isArray(readPickle(deep, rules))).toBe(true);
  });

  it('keeps a memo of a hundred thousand entries and of absurd indices without filling the gaps', () => {
    const entries = Array.from({ length: 100_000 }, (_, index) => put(0xffffffff - index));
    expect(read(int(7), entries.flat(), get(0xffffffff), op.tuple2)).toEqual([7, 7]);
  });

  it('ends a pickle that goes on for ever', () => {
    const endless = Uint8Array.from([...op.proto, ...repeat(0x5d, 1_100_000)]);
    expect(() => readPickle(endless, rules)).toThrow('far longer than a model needs');
  });

  it('refuses a text that is longer than the file', () => {
    expect(() => readPickle(Uint8Array.from([0x80, 2, 0x58, 0xff, 0xff, 0xff, 0x7f, 0x61]), rules)).toThrow(
      'breaks off',
    );
    expect(() => readPickle(Uint8Array.from([0x80, 4, 0x8d, ...repeat(0xff, 8)]), rules)).toThrow(
      'longer than the file',
    );
  });

  it('refuses integers of absurd length', () => {
    expect(() => read([0x8a, 200, ...repeat(1, 200)])).toThrow('more than 16 bytes');
  });

  it("reads long integers in two's complement", () => {
    expect(read([0x8a, 2, 0x00, 0xff])).toBe(-256);
    expect(read([0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0])).toBe(2n ** 63n);
  });

  it('refuses a pickle cut off at any place, and stack underflow', () => {
    const whole = pickle(op.emptyDict, op.mark, text('a'), tupleOf(int(-3), int(4)), op.setItems);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readPickle(whole.subarray(0, length), rules)).toThrow('damaged');
    }
    for (const opcode of [0x52, 0x61, 0x73, 0x74, 0x75, 0x85, 0x87, 0x93, 0x2e, 0x68, 0x71]) {
      expect(() => readPickle(Uint8Array.from([0x80, 2, opcode, 0]), rules)).toThrow('damaged');
    }
  });
});
