/** Opcodes of CPython's `pickletools`, as far as the tests need them. */
export const op = {
  proto: [0x80, 2],
  stop: [0x2e],
  mark: [0x28],
  emptyDict: [0x7d],
  emptyList: [0x5d],
  emptyTuple: [0x29],
  setItem: [0x73],
  setItems: [0x75],
  append: [0x61],
  tuple: [0x74],
  tuple1: [0x85],
  tuple2: [0x86],
  reduce: [0x52],
  build: [0x62],
  persistent: [0x51],
  dup: [0x32],
  stackGlobal: [0x93],
  false: [0x89],
} as const;

export const text = (value: string): number[] => [0x58, ...uint32(Buffer.byteLength(value)), ...Buffer.from(value)];
export const int = (value: number): number[] => [0x4a, ...uint32(value >>> 0)];
export const global = (module: string, name: string): number[] => [0x63, ...Buffer.from(`${module}\n${name}\n`)];
export const put = (index: number): number[] => [0x72, ...uint32(index)];
export const get = (index: number): number[] => [0x6a, ...uint32(index)];
export const tupleOf = (...values: number[][]): number[] => [...op.mark, ...values.flat(), ...op.tuple];

export const pickle = (...parts: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from([...op.proto, ...parts.flat(), ...op.stop]);

function uint32(value: number): number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return [...bytes];
}
