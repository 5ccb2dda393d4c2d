import type { Geometry } from '#shared/imaging/geometry.ts';

const headerBytes = 352;

/**
 * A NIfTI-1 file (`n+1`, int16, mm) of a volume. NIfTI counts in RAS: x and y of the LPS geometry change their sign in the
 * affine, the voxels stay as they are. The affine stands in sform; qform is left out (code 0).
 */
export function niftiFile(
  { size, spacingMm, originMm, direction }: Geometry,
  hu: Int16Array,
  description: string,
): Uint8Array {
  const bytes = new Uint8Array(headerBytes + hu.byteLength);
  const view = new DataView(bytes.buffer);
  const int16 = (offset: number, value: number): void => view.setInt16(offset, value, true);
  const float32 = (offset: number, value: number): void => view.setFloat32(offset, value, true);

  view.setInt32(0, 348, true);
  [3, ...size, 1, 1, 1, 1].forEach((value, n) => int16(40 + 2 * n, value));
  int16(70, 4);
  int16(72, 16);
  [1, ...spacingMm, 0, 0, 0, 0].forEach((value, n) => float32(76 + 4 * n, value));
  float32(108, headerBytes);
  float32(112, 1);
  bytes[123] = 2;
  bytes.set(new TextEncoder().encode(description).subarray(0, 79), 148);
  int16(252, 0);
  int16(254, 1);
  const toRas = [-1, -1, 1];
  for (let row = 0; row < 3; row++) {
    const sign = toRas[row] ?? 1;
    for (let column = 0; column < 3; column++) {
      float32(280 + 16 * row + 4 * column, sign * (direction[3 * row + column] ?? 0) * (spacingMm[column] ?? 1));
    }
    float32(280 + 16 * row + 12, sign * (originMm[row] ?? 0));
  }
  bytes.set(new TextEncoder().encode('n+1\0'), 344);
  new Int16Array(bytes.buffer, headerBytes).set(hu);
  return bytes;
}
