/** What a header says of the frames of an image; a codestream that says otherwise is damaged. */
export interface FrameFormat {
  readonly rows: number;
  readonly columns: number;
  /** 8 or 16. */
  readonly bitsAllocated: number;
}

/** Stored values as bit patterns, column index fastest; the sign is up to the reader of the header. */
export type StoredValues = Uint8Array | Uint16Array;

/** Thrown where a codestream is not what its transfer syntax and header promise. The message says what, without a file. */
export class DamagedFrame extends Error {}

/** Refuses a codestream of another size, or with more than one value a pixel, before anything is allocated for it. */
export function assertFormat(
  { rows, columns }: FrameFormat,
  found: { rows: number; columns: number; components: number; precision: number },
): void {
  if (found.rows !== rows || found.columns !== columns) {
    throw new DamagedFrame(
      `the compressed image is ${found.columns} x ${found.rows} and the header says ${columns} x ${rows}.`,
    );
  }
  if (found.components !== 1) throw new DamagedFrame(`the compressed image has ${found.components} values a pixel.`);
  if (!(found.precision >= 1 && found.precision <= 16)) {
    throw new DamagedFrame(`the compressed image has ${found.precision} bits a value.`);
  }
}
