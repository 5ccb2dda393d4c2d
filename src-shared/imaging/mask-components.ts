import type { Mask } from './mask.ts';

export interface Components {
  /** Component of each voxel of the mask's box, from 1; 0 outside. */
  readonly labels: Int32Array;
  /** Voxels of components 1, 2, ... */
  readonly sizes: number[];
}

/** Connected parts of a mask; voxels that share a face, an edge or a corner are connected. */
export function labelComponents({ box, data }: Mask): Components {
  const [width, height, depth] = box.size;
  const labels = new Int32Array(data.length);
  const sizes: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (!data[start] || labels[start]) continue;
    const label = sizes.length + 1;
    let size = 0;
    labels[start] = label;
    stack.push(start);
    while (stack.length > 0) {
      const at = stack.pop() as number;
      size++;
      const i = at % width;
      const j = Math.floor(at / width) % height;
      const k = Math.floor(at / (width * height));
      for (let c = Math.max(k - 1, 0); c <= Math.min(k + 1, depth - 1); c++) {
        for (let b = Math.max(j - 1, 0); b <= Math.min(j + 1, height - 1); b++) {
          for (let a = Math.max(i - 1, 0); a <= Math.min(i + 1, width - 1); a++) {
            const neighbour = (c * height + b) * width + a;
            if (!data[neighbour] || labels[neighbour]) continue;
            labels[neighbour] = label;
            stack.push(neighbour);
          }
        }
      }
    }
    sizes.push(size);
  }
  return { labels, sizes };
}
