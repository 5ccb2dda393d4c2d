import { DamagedFrame } from './frame-format.ts';
import type { JpegScan } from './jpeg.ts';
import type { BitReader } from './jpeg-bits.ts';

/** The one scan of a lossless JPEG (ITU-T T.81, annex H): differences from a prediction, modulo 65536. */
export function decodeLosslessScan(scan: JpegScan, reader: BitReader): Uint16Array {
  const { rows, columns, precision, dcTable, restartInterval, spectralStart: predictor, low: pointTransform } = scan;
  if (!dcTable || predictor < 1 || predictor > 7 || pointTransform >= precision) {
    throw new DamagedFrame('the lossless scan names no table or no predictor.');
  }
  if (restartInterval % columns !== 0) throw new DamagedFrame('a restart interval ends within a line.');
  const values = new Uint16Array(rows * columns);
  const rowsBetweenRestarts = restartInterval / columns;
  const start = 1 << (precision - pointTransform - 1);
  for (let row = 0, n = 0; row < rows; row++) {
    const restarts = rowsBetweenRestarts > 0 && row % rowsBetweenRestarts === 0;
    if (restarts && row > 0) reader.restart();
    const isFirst = row === 0 || restarts;
    for (let column = 0; column < columns; column++, n++) {
      const length = reader.decode(dcTable);
      if (length > 16) throw new DamagedFrame('a difference of the lossless scan is too long.');
      const difference = length === 16 ? 32768 : reader.readSigned(length);
      let prediction: number;
      if (column === 0) prediction = isFirst ? start : (values[n - columns] as number);
      else if (isFirst || predictor === 1) prediction = values[n - 1] as number;
      else prediction = predict(predictor, values, n, columns);
      values[n] = prediction + difference;
    }
  }
  if (pointTransform > 0) for (let n = 0; n < values.length; n++) values[n] = (values[n] as number) << pointTransform;
  return values;
}

function predict(predictor: number, values: Uint16Array, n: number, columns: number): number {
  const left = values[n - 1] as number;
  const above = values[n - columns] as number;
  const corner = values[n - columns - 1] as number;
  switch (predictor) {
    case 2:
      return above;
    case 3:
      return corner;
    case 4:
      return left + above - corner;
    case 5:
      return left + ((above - corner) >> 1);
    case 6:
      return above + ((left - corner) >> 1);
    default:
      return (left + above) >> 1;
  }
}
