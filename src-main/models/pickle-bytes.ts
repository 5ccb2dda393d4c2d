import { AppError } from '#shared/errors.ts';

export const refusedPickle = (what: string): AppError =>
  new AppError(
    'unsupported',
    `The file was not opened: ${what}. Seedpoint reads tensors and plain values only and runs nothing from a file.`,
  );
export const brokenPickle = (what: string): AppError =>
  new AppError('unreadable-file', `The file is damaged: ${what}.`);

/** The bytes of a pickle, taken from front to back; never more than there are. */
export class PickleBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw brokenPickle('its description of the model breaks off');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  unsigned(length: 1 | 2 | 4): number {
    return this.take(length).readUIntLE(0, length);
  }

  unsigned64(): number {
    const value = this.take(8).readBigUInt64LE(0);
    if (value > BigInt(this.#bytes.length)) throw brokenPickle('a text is longer than the file');
    return Number(value);
  }

  text(length: number): string {
    return this.take(length).toString('utf8');
  }

  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw brokenPickle('a name breaks off');
    return this.take(end + 1 - this.#at)
      .toString('utf8')
      .slice(0, -1);
  }

  /** Two's complement, little endian; up to 16 bytes, as no size or counter is longer. */
  long(length: number): number | bigint {
    if (length > 16) throw refusedPickle('it contains a number of more than 16 bytes');
    const bytes = this.take(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] ?? 0);
    value = BigInt.asIntN(length * 8, value);
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }
}
