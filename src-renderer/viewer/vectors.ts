import type { Direction, Vec3 } from '#shared/imaging/geometry.ts';

export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** `point + way * length`. */
export const along = (point: Vec3, way: Vec3, length: number): Vec3 => [
  point[0] + way[0] * length,
  point[1] + way[1] * length,
  point[2] + way[2] * length,
];

export const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** Column of a direction matrix: the LPS unit vector of an axis. */
export const columnOf = (direction: Direction, axis: 0 | 1 | 2): Vec3 => [
  direction[axis] as number,
  direction[axis + 3] as number,
  direction[axis + 6] as number,
];

/** The matrix applied to a vector. */
export const turned = (d: Direction, v: Vec3): Vec3 => [
  d[0] * v[0] + d[1] * v[1] + d[2] * v[2],
  d[3] * v[0] + d[4] * v[1] + d[5] * v[2],
  d[6] * v[0] + d[7] * v[1] + d[8] * v[2],
];

/** A frame turned about a unit vector, by the right hand (Rodrigues), and made orthonormal again. */
export function turnedAbout(frame: Direction, axis: Vec3, radians: number): Direction {
  const [c, s] = [Math.cos(radians), Math.sin(radians)];
  const turn = (v: Vec3): Vec3 => {
    const side = cross(axis, v);
    const share = dot(axis, v) * (1 - c);
    return [0, 1, 2].map((n) => v[n]! * c + side[n]! * s + axis[n]! * share) as unknown as Vec3;
  };
  const x = unit(turn(columnOf(frame, 0)));
  const y = turn(columnOf(frame, 1));
  const upright = unit(along(y, x, -dot(x, y)));
  return fromColumns(x, upright, cross(x, upright));
}

export const fromColumns = (x: Vec3, y: Vec3, z: Vec3): Direction => [
  x[0],
  y[0],
  z[0],
  x[1],
  y[1],
  z[1],
  x[2],
  y[2],
  z[2],
];

export function unit(v: Vec3): Vec3 {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}
