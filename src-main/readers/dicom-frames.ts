import type { DataSet } from 'dicom-parser';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { decimalOf, decimalsOf, itemsOf, pointOf, textOf } from './dicom-values.ts';

/** Where one frame lies and what its stored values mean. */
export interface DicomFrame {
  /** Between rows, between columns. */
  readonly pixelSpacingMm: readonly [number, number] | null;
  /** LPS, centre of the first pixel. */
  readonly positionMm: Vec3 | null;
  readonly orientation: readonly [number, number, number, number, number, number] | null;
  readonly slope: number;
  readonly intercept: number;
  /** e.g. `HU`; '' where absent. */
  readonly rescaleType: string;
}

/**
 * The frames of an image: one described by the attributes of the object, or several by its functional groups (enhanced
 * CT: per frame, or once for all). Empty where several frames are not described one by one.
 */
export function framesOf(dataSet: DataSet, frameCount: number): DicomFrame[] {
  const perFrame = itemsOf(dataSet, 'x52009230');
  if (perFrame.length === 0) return frameCount === 1 ? [frameOf(() => dataSet)] : [];
  const shared = itemsOf(dataSet, 'x52009229')[0];
  return perFrame.map((item) => frameOf((group) => itemsOf(item, group)[0] ?? itemsOf(shared, group)[0]));
}

/** The functional groups that place and scale a frame. */
const groups = {
  position: 'x00209113',
  orientation: 'x00209116',
  measures: 'x00289110',
  transformation: 'x00289145',
} as const;

function frameOf(groupOf: (group: string) => DataSet | undefined): DicomFrame {
  const position = groupOf(groups.position);
  const orientation = groupOf(groups.orientation);
  const measures = groupOf(groups.measures);
  const transformation = groupOf(groups.transformation);
  return {
    pixelSpacingMm: measures ? (decimalsOf(measures, 'x00280030', 2) as [number, number] | null) : null,
    positionMm: position ? pointOf(position, 'x00200032') : null,
    orientation: orientation ? (decimalsOf(orientation, 'x00200037', 6) as DicomFrame['orientation']) : null,
    slope: (transformation && decimalOf(transformation, 'x00281053')) ?? 1,
    intercept: (transformation && decimalOf(transformation, 'x00281052')) ?? 0,
    rescaleType: transformation ? textOf(transformation, 'x00281054') : '',
  };
}
