/**
 * Protocol buffers as a list of parts, of which the large ones are streamed: a message's length stands before it, so
 * every part knows its length before its bytes exist.
 * Wire format: protobuf.dev/programming-guides/encoding.
 */
export type Part = Uint8Array | StreamedPart;

export interface StreamedPart {
  readonly byteLength: number;
  chunks(): AsyncIterable<Uint8Array>;
}

export function byteLength(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** A field of wire type 2: a nested message, packed numbers or bytes. */
export const nested = (field: number, parts: readonly Part[]): Part[] => [
  Uint8Array.from([...varint(field * 8 + 2), ...varint(byteLength(parts))]),
  ...parts,
];

export const text = (field: number, value: string): Part[] => nested(field, [new TextEncoder().encode(value)]);

/** A field of wire type 0; for values of 0 and more. */
export const integer = (field: number, value: number): Part[] => [
  Uint8Array.from([...varint(field * 8), ...varint(value)]),
];

/** Base-128 digits, lowest first, the top bit set on all but the last. Exact up to 2^53. */
function varint(value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  while (rest >= 128) {
    digits.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  digits.push(rest);
  return digits;
}
