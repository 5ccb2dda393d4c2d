/**
 * Gaussian smoothing of a cube of voxels along x, y and z, as `scipy.ndimage.gaussian_filter` does: kernel cut at four
 * standard deviations and made to sum to 1, the cube continued by its mirror image (edge voxels twice).
 * @param values edge³ voxels, x fastest
 * @param sigma standard deviation in voxels, of all axes or of x, y and z; a single 0 returns the values as they are
 */
export function gaussianFilter(
  values: Float32Array,
  edge: number,
  sigma: number | readonly [number, number, number],
): Float32Array {
  if (sigma === 0) return values;
  const [x, y, z] = typeof sigma === 'number' ? [sigma, sigma, sigma] : sigma;
  const once = alongLines(Float64Array.from(values), edge, 1, gaussianKernel(x));
  const twice = alongLines(once, edge, edge, gaussianKernel(y));
  return Float32Array.from(alongLines(twice, edge, edge * edge, gaussianKernel(z)));
}

/** From the middle outwards. */
function gaussianKernel(sigma: number): Float64Array {
  const reach = Math.floor(4 * sigma + 0.5);
  const half = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp((-i * i) / (2 * sigma * sigma)));
  const sum = 2 * half.reduce((total, weight) => total + weight, 0) - 1;
  return half.map((weight) => weight / sum);
}

function alongLines(values: Float64Array, edge: number, stride: number, kernel: Float64Array): Float64Array {
  const smoothed = new Float64Array(values.length);
  const line = new Float64Array(edge);
  for (let start = 0; start < values.length; start++) {
    // The first voxel of each line along this axis.
    if (Math.floor(start / stride) % edge !== 0) continue;
    for (let i = 0; i < edge; i++) line[i] = values[start + i * stride] as number;
    for (let i = 0; i < edge; i++) {
      let sum = (kernel[0] as number) * (line[i] as number);
      for (let k = 1; k < kernel.length; k++) {
        const both = (line[mirrored(i - k, edge)] as number) + (line[mirrored(i + k, edge)] as number);
        sum += (kernel[k] as number) * both;
      }
      smoothed[start + i * stride] = sum;
    }
  }
  return smoothed;
}

/** .. 1 0 | 0 1 2 .. n-1 | n-1 n-2 .. */
function mirrored(index: number, edge: number): number {
  const turned = ((index % (2 * edge)) + 2 * edge) % (2 * edge);
  return turned < edge ? turned : 2 * edge - 1 - turned;
}
