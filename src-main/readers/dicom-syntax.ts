/** How the pixels of a transfer syntax are packed. */
export type PixelPacking = 'plain' | 'rle' | 'jpeg' | 'jpeg-lossless' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k';

export interface TransferSyntax {
  readonly title: string;
  readonly packing: PixelPacking;
  readonly explicit: boolean;
  readonly bigEndian: boolean;
  /** All that follows the file meta information went through zlib. */
  readonly deflated: boolean;
}

const little = { explicit: true, bigEndian: false, deflated: false };
const packed = (title: string, packing: PixelPacking): TransferSyntax => ({ title, packing, ...little });

/** The transfer syntaxes of DICOM PS3.6 whose pixels can be read. */
const syntaxes: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { title: 'Implicit little endian', packing: 'plain', ...little, explicit: false },
  '1.2.840.10008.1.2.1': packed('Explicit little endian', 'plain'),
  '1.2.840.10008.1.2.1.99': { title: 'Deflated', packing: 'plain', ...little, deflated: true },
  '1.2.840.10008.1.2.2': { title: 'Big endian', packing: 'plain', ...little, bigEndian: true },
  '1.2.840.10008.1.2.4.50': packed('JPEG baseline', 'jpeg'),
  '1.2.840.10008.1.2.4.51': packed('JPEG extended', 'jpeg'),
  '1.2.840.10008.1.2.4.53': packed('JPEG spectral selection', 'jpeg'),
  '1.2.840.10008.1.2.4.55': packed('JPEG full progression', 'jpeg'),
  '1.2.840.10008.1.2.4.57': packed('JPEG lossless', 'jpeg-lossless'),
  '1.2.840.10008.1.2.4.70': packed('JPEG lossless, first-order prediction', 'jpeg-lossless'),
  '1.2.840.10008.1.2.4.80': packed('JPEG-LS lossless', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.81': packed('JPEG-LS near-lossless', 'jpeg-ls'),
  '1.2.840.10008.1.2.4.90': packed('JPEG 2000 lossless', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.91': packed('JPEG 2000', 'jpeg-2000'),
  '1.2.840.10008.1.2.4.201': packed('HTJ2K lossless', 'htj2k'),
  '1.2.840.10008.1.2.4.202': packed('HTJ2K lossless, RPCL', 'htj2k'),
  '1.2.840.10008.1.2.4.203': packed('HTJ2K', 'htj2k'),
  '1.2.840.10008.1.2.5': packed('RLE', 'rle'),
};

/** Null for syntaxes whose pixels cannot be read (video, JPEG XL, ...). */
export const transferSyntaxOf = (uid: string): TransferSyntax | null => syntaxes[uid] ?? null;
