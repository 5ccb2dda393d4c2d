import { type Geometry, voxelToWorld } from '#shared/imaging/geometry.ts';

/** One closed contour in one slice: x, y, z of its points in LPS mm, one after the other. */
export type PlanarContour = readonly number[];

interface Crack {
  /** Corner of the pixel grid where the next crack starts, numbered over (columns + 1) x (rows + 1) corners. */
  readonly end: number;
  readonly pixel: number;
  /** Midpoint in continuous pixel indices: halfway between the pixel inside and its neighbour outside. */
  readonly x: number;
  readonly y: number;
}

/**
 * Traces a mask slice by slice (marching squares at one half): the contours run halfway between the centres of voxels
 * inside and outside, so that filling them even-odd at voxel centres gives the very same mask. Holes are contours of their
 * own; voxels that touch at a corner only stay apart.
 */
export function maskContours(geometry: Geometry, mask: Uint8Array): PlanarContour[] {
  const [columns, rows, slices] = geometry.size;
  const contours: PlanarContour[] = [];
  for (let k = 0; k < slices; k++) {
    const slice = mask.subarray(k * columns * rows, (k + 1) * columns * rows);
    if (!slice.includes(1)) continue;
    for (const loop of traceLoops(cracksOf(slice, columns, rows))) {
      contours.push(loop.flatMap(({ x, y }) => [...voxelToWorld(geometry, [x, y, k])]));
    }
  }
  return contours;
}

/** Every border between an inside and an outside pixel, by the corner where it starts; the inside lies to its right hand. */
function cracksOf(slice: Uint8Array, columns: number, rows: number): Map<number, Crack[]> {
  const cracks = new Map<number, Crack[]>();
  const inside = (i: number, j: number): boolean =>
    i >= 0 && j >= 0 && i < columns && j < rows && slice[j * columns + i] === 1;
  const corner = (i: number, j: number): number => j * (columns + 1) + i;
  const add = (start: number, crack: Crack): void => {
    const known = cracks.get(start);
    if (known) known.push(crack);
    else cracks.set(start, [crack]);
  };
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      if (!inside(i, j)) continue;
      const pixel = j * columns + i;
      if (!inside(i, j - 1)) add(corner(i, j), { end: corner(i + 1, j), pixel, x: i, y: j - 0.5 });
      if (!inside(i + 1, j)) add(corner(i + 1, j), { end: corner(i + 1, j + 1), pixel, x: i + 0.5, y: j });
      if (!inside(i, j + 1)) add(corner(i + 1, j + 1), { end: corner(i, j + 1), pixel, x: i, y: j + 0.5 });
      if (!inside(i - 1, j)) add(corner(i, j + 1), { end: corner(i, j), pixel, x: i - 0.5, y: j });
    }
  }
  return cracks;
}

function traceLoops(cracks: Map<number, Crack[]>): Crack[][] {
  const loops: Crack[][] = [];
  for (const starts of cracks.values()) {
    for (let first = starts.pop(); first !== undefined; first = starts.pop()) {
      const loop = [first];
      for (let at = first; ; ) {
        const next = takeNext(cracks.get(at.end), at.pixel);
        if (next === null) break;
        loop.push(next);
        at = next;
      }
      loops.push(loop);
    }
  }
  return loops;
}

/** Where two loops meet at a corner, the one that keeps to the same pixel goes on. */
function takeNext(choices: Crack[] | undefined, pixel: number): Crack | null {
  if (choices === undefined || choices.length === 0) return null;
  const same = choices.findIndex((crack) => crack.pixel === pixel);
  return choices.splice(Math.max(same, 0), 1)[0] ?? null;
}
