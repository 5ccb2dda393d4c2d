import type { ViewerState } from '#renderer/viewer/viewer-state.ts';
import type { Lesion } from '#shared/domain/entities.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';

/** The same view of another scan, `byMm` away from this one. */
export const shiftedState = (state: ViewerState, byMm: Vec3): ViewerState => ({
  ...state,
  crosshairMm: [state.crosshairMm[0] + byMm[0], state.crosshairMm[1] + byMm[1], state.crosshairMm[2] + byMm[2]],
});

/** From a lesion to the one of the same number on another scan of the patient; none: both lie in one space. */
export function offsetMm(here: Lesion | null, there: readonly Lesion[]): Vec3 {
  const twin =
    here && there.find(({ number, roi }) => (here.roi !== null && roi === here.roi) || number === here.number);
  if (!here || !twin) return [0, 0, 0];
  const [x, y, z] = here.seedMm;
  return [twin.seedMm[0] - x, twin.seedMm[1] - y, twin.seedMm[2] - z];
}

export const opposite = ([x, y, z]: Vec3): Vec3 => [0 - x, 0 - y, 0 - z];
