import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import type { PlaneId } from './planes.ts';
import { keptInside, middleOf, type Pose, stepped } from './pose.ts';
import { along, columnOf, cross, dot, fromColumns, minus, turnedAbout } from './vectors.ts';
import type { Framing, ViewerState, ViewId } from './viewer-state.ts';

/** Each change of the state that a pointer or a key makes: pure, so that linked viewers and tests agree. */

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const withFraming = (state: ViewerState, plane: PlaneId, framing: Framing): ViewerState => ({
  ...state,
  framing: { ...state.framing, [plane]: framing },
});

export const moveCrosshair = (state: ViewerState, geometry: Geometry, mm: Vec3): ViewerState => ({
  ...state,
  crosshairMm: keptInside(geometry, mm),
});

export const step = (state: ViewerState, geometry: Geometry, pose: Pose, by: number): ViewerState => ({
  ...state,
  crosshairMm: stepped(geometry, pose, state.crosshairMm, by),
});

/** Drags the picture by so many pixels. */
export function pan(state: ViewerState, pose: Pose, dx: number, dy: number): ViewerState {
  const { zoom, panMm } = state.framing[pose.plane];
  return withFraming(state, pose.plane, {
    zoom,
    panMm: [panMm[0] - dx * pose.mmPerPixel, panMm[1] - dy * pose.mmPerPixel],
  });
}

/** Enlarges about a place of the view, which stays where it is. */
export function zoomBy(state: ViewerState, pose: Pose, factor: number, x: number, y: number): ViewerState {
  const { zoom, panMm } = state.framing[pose.plane];
  const next = clamp(zoom * factor, 0.25, 40);
  const shift = pose.mmPerPixel * (1 - zoom / next);
  return withFraming(state, pose.plane, {
    zoom: next,
    panMm: [panMm[0] + (x - pose.width / 2) * shift, panMm[1] + (y - pose.height / 2) * shift],
  });
}

/** Right is wider, up is brighter, as on a workstation: 2 HU a pixel, more where the window is wide. */
export function dragWindow(state: ViewerState, dx: number, dy: number): ViewerState {
  const perPixel = Math.max(1, state.window.widthHu / 200);
  return {
    ...state,
    window: {
      levelHu: Math.round(clamp(state.window.levelHu + dy * perPixel, -2000, 4000)),
      widthHu: Math.round(clamp(state.window.widthHu + dx * perPixel, 1, 6000)),
    },
  };
}

/** Turns the planes about the line of sight of this one; clockwise on its screen. */
export const rotate = (state: ViewerState, pose: Pose, radians: number): ViewerState => ({
  ...state,
  frame: turnedAbout(state.frame, cross(pose.right, pose.down), radians),
});

/** Planes along the patient again, or along the rows, columns and slices of the scan. */
export const straighten = (state: ViewerState, geometry: Geometry, axes: 'patient' | 'scan'): ViewerState => ({
  ...state,
  frame: axes === 'patient' ? identityDirection : scanFrame(geometry),
});

/** The axes of the scan in the order and sense nearest to left, back, up. */
function scanFrame({ direction }: Geometry): ViewerState['frame'] {
  const free = new Set<0 | 1 | 2>([0, 1, 2]);
  const columns = ([0, 1, 2] as const).map((patientAxis) => {
    const best = [...free].reduce((a, b) =>
      Math.abs(columnOf(direction, b)[patientAxis]) > Math.abs(columnOf(direction, a)[patientAxis]) ? b : a,
    );
    free.delete(best);
    const column = columnOf(direction, best);
    return column[patientAxis] < 0 ? along([0, 0, 0], column, -1) : column;
  }) as [Vec3, Vec3, Vec3];
  return fromColumns(...columns);
}

/** Brings a point into the middle of the three planes, showing so many mm across (absent: the scale as it is). */
export function centreOn(state: ViewerState, geometry: Geometry, mm: Vec3, poses: readonly Pose[], fieldMm?: number) {
  let next = moveCrosshair(state, geometry, mm);
  for (const pose of poses) {
    const from = minus(mm, middleOf(geometry));
    const { zoom } = state.framing[pose.plane];
    const shown = Math.min(pose.width, pose.height) * pose.mmPerPixel;
    next = withFraming(next, pose.plane, {
      zoom: fieldMm === undefined ? zoom : zoom * (shown / fieldMm),
      panMm: [dot(from, pose.right), dot(from, pose.down)],
    });
  }
  return next;
}

export const wholeScan = (state: ViewerState): ViewerState => {
  const whole: Framing = { zoom: 1, panMm: [0, 0] };
  return {
    ...state,
    framing: { axial: whole, coronal: whole, sagittal: whole },
    eye: { azimuth: 25, elevation: 15, zoom: 1 },
  };
};

/** One view alone, or all four again. */
export const toggleLayout = (state: ViewerState, view: ViewId): ViewerState => ({
  ...state,
  layout: state.layout === 'four' ? view : 'four',
});

export const turnEye = (state: ViewerState, dx: number, dy: number): ViewerState => ({
  ...state,
  eye: {
    ...state.eye,
    azimuth: ((((state.eye.azimuth + dx * 0.5) % 360) + 540) % 360) - 180,
    elevation: clamp(state.eye.elevation + dy * 0.5, -89, 89),
  },
});

export const zoomEye = (state: ViewerState, factor: number): ViewerState => ({
  ...state,
  eye: { ...state.eye, zoom: clamp(state.eye.zoom * factor, 0.3, 12) },
});
