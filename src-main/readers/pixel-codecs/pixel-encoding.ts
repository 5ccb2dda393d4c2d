/** How the pixels of a DICOM file are stored. `jpeg` is the lossy family of 8 or 12 bits. */
export type PixelEncoding =
  | 'plain'
  | 'big-endian'
  | 'deflated'
  | 'rle'
  | 'jpeg'
  | 'jpeg-lossless'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k';

/** DICOM PS3.6, table A-1. */
const encodings: Readonly<Record<string, PixelEncoding>> = {
  '1.2.840.10008.1.2': 'plain',
  '1.2.840.10008.1.2.1': 'plain',
  '1.2.840.10008.1.2.2': 'big-endian',
  '1.2.840.10008.1.2.1.99': 'deflated',
  '1.2.840.10008.1.2.5': 'rle',
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.53': 'jpeg',
  '1.2.840.10008.1.2.4.55': 'jpeg',
  '1.2.840.10008.1.2.4.57': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.70': 'jpeg-lossless',
  '1.2.840.10008.1.2.4.80': 'jpeg-ls',
  '1.2.840.10008.1.2.4.81': 'jpeg-ls',
  '1.2.840.10008.1.2.4.90': 'jpeg-2000',
  '1.2.840.10008.1.2.4.91': 'jpeg-2000',
  '1.2.840.10008.1.2.4.201': 'htj2k',
  '1.2.840.10008.1.2.4.202': 'htj2k',
  '1.2.840.10008.1.2.4.203': 'htj2k',
};

/** Null for a transfer syntax that is not read. */
export const pixelEncodingOf = (transferSyntaxUid: string): PixelEncoding | null =>
  encodings[transferSyntaxUid] ?? null;

/** True where each frame is a compressed fragment of its own. */
export const isEncapsulated = (encoding: PixelEncoding): boolean =>
  encoding !== 'plain' && encoding !== 'big-endian' && encoding !== 'deflated';
