import { AppError } from '#shared/errors.ts';
import type { Direction, Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import type { VolumeHeader } from './volume-header.ts';

/** The fields of a NIfTI header that say where its voxels are, in RAS. */
export interface NiftiOrientation {
  readonly pixdim: readonly number[];
  readonly qformCode: number;
  readonly sformCode: number;
  readonly quatern: readonly number[];
  readonly qoffset: readonly number[];
  /** Three rows of four. */
  readonly srow: readonly (readonly number[])[];
  /** 1 metre, 2 millimetre, 3 micrometre; anything else counts as millimetre. */
  readonly units: number;
}

type Place = Pick<VolumeHeader, 'place' | 'warnings'>;
/** Three rows of four: RAS = matrix * (i, j, k, 1). */
type Affine = readonly (readonly number[])[];

/** Corners that lie further apart than this mean that the two transformations do not agree. */
const agreementMm = 1;

/**
 * The place of the voxels in LPS. The sform counts before the qform, as in the standard and in nibabel; a sheared sform
 * gives way to the qform beside it. With neither, the axes are taken for right, anterior, superior from the origin, with
 * a warning.
 */
export function niftiPlace(fields: NiftiOrientation): Place {
  const sform = fields.sformCode > 0 ? fields.srow : null;
  const qform = fields.qformCode > 0 ? quaternionAffine(fields) : null;
  const chosen = sform && (isPerpendicular(sform) || !qform) ? sform : (qform ?? pixdimAffine(fields));
  const warnings: string[] = [];
  if (!sform && !qform) {
    warnings.push('The header does not say how the patient lies; the axes are taken for right, anterior and superior.');
  }
  if (sform && qform && furthest(sform, qform) > agreementMm) {
    warnings.push(
      `The two transformations in the header (sform and qform) differ; the ${chosen === sform ? 'sform' : 'qform, which is not sheared,'} is used.`,
    );
  }
  const scale = fields.units === 1 ? 1000 : fields.units === 3 ? 0.001 : 1;
  return { place: placeOf(chosen.map((row) => row.map((value) => value * scale))), warnings };
}

/** RAS to LPS: the first two rows change sign. */
function placeOf(ras: Affine): Pick<Geometry, 'spacingMm' | 'originMm' | 'direction'> {
  const at = (row: number, column: number) => (row === 2 ? 1 : -1) * (ras[row]?.[column] ?? Number.NaN);
  const length = (column: number) => Math.hypot(at(0, column), at(1, column), at(2, column));
  const spacingMm: Vec3 = [length(0), length(1), length(2)];
  const unit = (row: number, column: 0 | 1 | 2) => at(row, column) / spacingMm[column] + 0;
  const direction: Direction = [
    unit(0, 0),
    unit(0, 1),
    unit(0, 2),
    unit(1, 0),
    unit(1, 1),
    unit(1, 2),
    unit(2, 0),
    unit(2, 1),
    unit(2, 2),
  ];
  return { spacingMm, originMm: [at(0, 3) + 0, at(1, 3) + 0, at(2, 3) + 0], direction };
}

/** Method 2 of the NIfTI standard: a unit quaternion, the spacing, and the sign of the third axis in pixdim[0]. */
function quaternionAffine({ pixdim, quatern, qoffset }: NiftiOrientation): Affine {
  const [b, c, d] = quatern as [number, number, number];
  const rest = 1 - (b * b + c * c + d * d);
  if (!(rest > -1e-3)) throw new AppError('unreadable-file', 'the rotation in the header is damaged.');
  // Rounding may leave a little more than one: the rotation is then by half a turn.
  const norm = rest < 1e-7 ? Math.hypot(b, c, d) : 1;
  const a = rest < 1e-7 ? 0 : Math.sqrt(rest);
  const [x, y, z] = [b / norm, c / norm, d / norm];
  const [di, dj] = [pixdim[1] ?? 0, pixdim[2] ?? 0];
  const dk = (pixdim[3] ?? 0) * ((pixdim[0] ?? 1) < 0 ? -1 : 1);
  return [
    [(a * a + x * x - y * y - z * z) * di, 2 * (x * y - a * z) * dj, 2 * (x * z + a * y) * dk, qoffset[0] ?? 0],
    [2 * (x * y + a * z) * di, (a * a + y * y - x * x - z * z) * dj, 2 * (y * z - a * x) * dk, qoffset[1] ?? 0],
    [2 * (x * z - a * y) * di, 2 * (y * z + a * x) * dj, (a * a + z * z - x * x - y * y) * dk, qoffset[2] ?? 0],
  ];
}

const pixdimAffine = ({ pixdim }: NiftiOrientation): Affine => [
  [pixdim[1] ?? 0, 0, 0, 0],
  [0, pixdim[2] ?? 0, 0, 0],
  [0, 0, pixdim[3] ?? 0, 0],
];

function isPerpendicular(affine: Affine): boolean {
  const column = (n: number) => affine.map((row) => row[n] ?? 0) as [number, number, number];
  const cosine = (p: Vec3, q: Vec3) =>
    (p[0] * q[0] + p[1] * q[1] + p[2] * q[2]) / (Math.hypot(...p) * Math.hypot(...q));
  const [i, j, k] = [column(0), column(1), column(2)];
  return [cosine(i, j), cosine(i, k), cosine(j, k)].every((value) => Math.abs(value) < 1e-3);
}

/** How far apart the two transformations put a voxel of the first hundred along each axis. */
function furthest(p: Affine, q: Affine): number {
  const reach = 100;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    [n & 1, (n >> 1) & 1, n >> 2, 1].map((on, axis) => (axis < 3 ? on * reach : 1)),
  );
  const difference = (corner: readonly number[]) =>
    Math.hypot(
      ...p.map((row, r) => row.reduce((sum, value, n) => sum + (value - (q[r]?.[n] ?? 0)) * (corner[n] ?? 0), 0)),
    );
  return Math.max(...corners.map(difference));
}
