/**
 * Loops over windows that slide over channels-last volumes [n, d, h, w, c]: what convolution and pooling are made of
 * where a backend has no fast kernel of its own. Pure; they work on memory wherever it lies.
 */
export interface Sliding {
  readonly batch: number;
  /** Voxels along depth, height, width. */
  readonly size: readonly [number, number, number];
  readonly channels: number;
  /** Edge of the cubic window, its stride along all axes, and the zeros on each side of the volume. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Voxels along the three axes after the window has slid, as PyTorch counts them (rounded down). */
export function slidSize({
  size,
  kernel,
  stride,
  padding,
}: Omit<Sliding, 'batch' | 'channels'>): [number, number, number] {
  const along = (edge: number): number => Math.floor((edge + 2 * padding - kernel) / stride) + 1;
  return [along(size[0]), along(size[1]), along(size[2])];
}

/** Calls `visit` with the place of each row of windows: sample, and first voxel of the window along depth and height. */
function eachRow(sliding: Sliding, visit: (sample: number, depth: number, height: number, row: number) => void): void {
  const [depths, heights] = slidSize(sliding);
  const { batch, stride, padding } = sliding;
  let row = 0;
  for (let sample = 0; sample < batch; sample += 1) {
    for (let depth = 0; depth < depths; depth += 1) {
      for (let height = 0; height < heights; height += 1) {
        visit(sample, depth * stride - padding, height * stride - padding, row);
        row += 1;
      }
    }
  }
}

/**
 * Writes every window as one row: [n·d'·h'·w', kernel³·c], a row's order being depth, height, width, channel. What
 * lies outside the volume is 0. `target` is overwritten as a whole.
 */
export function unfold(source: Float32Array, sliding: Sliding, target: Float32Array): void {
  const { size, channels, kernel, stride, padding } = sliding;
  const [depths, heights, widths] = size;
  const windows = slidSize(sliding)[2];
  const span = kernel * channels;
  const rowLength = kernel * kernel * span;
  target.fill(0);
  eachRow(sliding, (sample, depth, height, row) => {
    for (let dz = 0; dz < kernel; dz += 1) {
      const z = depth + dz;
      if (z < 0 || z >= depths) continue;
      for (let dy = 0; dy < kernel; dy += 1) {
        const y = height + dy;
        if (y < 0 || y >= heights) continue;
        const line = ((sample * depths + z) * heights + y) * widths;
        let to = row * windows * rowLength + (dz * kernel + dy) * span;
        for (let window = 0; window < windows; window += 1, to += rowLength) {
          const x = window * stride - padding;
          const from = (line + x) * channels;
          const begin = x < 0 ? -x * channels : 0;
          const end = x + kernel > widths ? (widths - x) * channels : span;
          for (let at = begin; at < end; at += 1) target[to + at] = source[from + at]!;
        }
      }
    }
  });
}

/**
 * The transpose of `unfold`, [kernel³·c, n·d'·h'·w']: every row is one place of the window and one channel. `target` is
 * overwritten as a whole.
 */
export function unfoldTransposed(source: Float32Array, sliding: Sliding, target: Float32Array): void {
  const { size, channels, kernel, stride, padding } = sliding;
  const [depths, heights, widths] = size;
  const windows = slidSize(sliding)[2];
  const rowLength = target.length / (kernel ** 3 * channels);
  target.fill(0);
  eachRow(sliding, (sample, depth, height, row) => {
    for (let dz = 0; dz < kernel; dz += 1) {
      const z = depth + dz;
      if (z < 0 || z >= depths) continue;
      for (let dy = 0; dy < kernel; dy += 1) {
        const y = height + dy;
        if (y < 0 || y >= heights) continue;
        const line = ((sample * depths + z) * heights + y) * widths;
        for (let dx = 0; dx < kernel; dx += 1) {
          // The windows whose place `dx` lies inside the volume.
          const begin = Math.max(0, Math.ceil((padding - dx) / stride));
          const end = Math.min(windows, Math.floor((widths - 1 + padding - dx) / stride) + 1);
          const step = stride * channels;
          for (let channel = 0; channel < channels; channel += 1) {
            const to = (((dz * kernel + dy) * kernel + dx) * channels + channel) * rowLength + row * windows;
            let from = (line + begin * stride - padding + dx) * channels + channel;
            for (let window = begin; window < end; window += 1, from += step) target[to + window] = source[from]!;
          }
        }
      }
    }
  });
}

/** The adjoint of `unfold`: adds every row back to where its window was. `target` [n, d, h, w, c] is overwritten. */
export function fold(source: Float32Array, sliding: Sliding, target: Float32Array): void {
  const { size, channels, kernel, stride, padding } = sliding;
  const [depths, heights, widths] = size;
  const windows = slidSize(sliding)[2];
  const span = kernel * channels;
  const rowLength = kernel * kernel * span;
  target.fill(0);
  eachRow(sliding, (sample, depth, height, row) => {
    for (let dz = 0; dz < kernel; dz += 1) {
      const z = depth + dz;
      if (z < 0 || z >= depths) continue;
      for (let dy = 0; dy < kernel; dy += 1) {
        const y = height + dy;
        if (y < 0 || y >= heights) continue;
        const line = ((sample * depths + z) * heights + y) * widths;
        let from = row * windows * rowLength + (dz * kernel + dy) * span;
        for (let window = 0; window < windows; window += 1, from += rowLength) {
          const x = window * stride - padding;
          const to = (line + x) * channels;
          const begin = x < 0 ? -x * channels : 0;
          const end = x + kernel > widths ? (widths - x) * channels : span;
          for (let at = begin; at < end; at += 1) target[to + at]! += source[from + at]!;
        }
      }
    }
  });
}

/**
 * Largest value of each window and channel, [n, d', h', w', c], and the index in `source` where it stands: the first
 * in the window's order where several are equal, as PyTorch has it. What lies outside the volume is no candidate.
 */
export function maxPool(source: Float32Array, sliding: Sliding, largest: Float32Array, places: Int32Array): void {
  const { size, channels, kernel, stride, padding } = sliding;
  const [depths, heights, widths] = size;
  const windows = slidSize(sliding)[2];
  largest.fill(Number.NEGATIVE_INFINITY);
  places.fill(0);
  eachRow(sliding, (sample, depth, height, row) => {
    for (let z = Math.max(depth, 0); z < Math.min(depth + kernel, depths); z += 1) {
      for (let y = Math.max(height, 0); y < Math.min(height + kernel, heights); y += 1) {
        const line = ((sample * depths + z) * heights + y) * widths;
        for (let window = 0; window < windows; window += 1) {
          const to = (row * windows + window) * channels;
          const first = window * stride - padding;
          for (let x = Math.max(first, 0); x < Math.min(first + kernel, widths); x += 1) {
            const from = (line + x) * channels;
            for (let channel = 0; channel < channels; channel += 1) {
              const value = source[from + channel]!;
              if (value > largest[to + channel]!) {
                largest[to + channel] = value;
                places[to + channel] = from + channel;
              }
            }
          }
        }
      }
    }
  });
}

/** The adjoint of `maxPool`: adds each value to the place its window took it from. `target` is overwritten. */
export function maxUnpool(source: Float32Array, places: Int32Array, target: Float32Array): void {
  target.fill(0);
  for (let index = 0; index < source.length; index += 1) target[places[index]!]! += source[index]!;
}
