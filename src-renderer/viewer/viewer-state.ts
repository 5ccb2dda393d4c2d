import { type Direction, type Geometry, identityDirection, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import type { PlaneId } from './planes.ts';
import { greyWindows } from './planes.ts';

export type ViewId = PlaneId | 'volume';
export const viewIds: readonly ViewId[] = ['axial', 'coronal', 'sagittal', 'volume'];

export interface WindowHu {
  readonly levelHu: number;
  readonly widthHu: number;
}

/** How the slices of a slab become one picture: the greatest (MIP), the least (MinIP) or the mean. */
export const blends = ['max', 'min', 'mean'] as const;
export type Blend = (typeof blends)[number];

/** What the left button does. */
export const tools = ['crosshair', 'window', 'pan', 'zoom', 'ruler', 'rotate', 'seed'] as const;
export type Tool = (typeof tools)[number];

export const volumePresetIds = ['soft-tissue', 'bone', 'lung', 'angio'] as const;
export type VolumePresetId = (typeof volumePresetIds)[number];

/** Where a plane is looked at: its scale, and how far the middle of the view lies from that of the scan. */
export interface Framing {
  /** 1: the whole scan fits. */
  readonly zoom: number;
  /** Right and down on the screen. */
  readonly panMm: readonly [number, number];
}

/**
 * All that a viewer shows beside its data, as plain numbers: kept by the page, so that it survives the viewer and can
 * be given to a second one (compare). Positions are LPS mm.
 */
export interface ViewerState {
  readonly crosshairMm: Vec3;
  readonly window: WindowHu;
  /** Thickness 0: the slice itself. */
  readonly slab: { readonly thicknessMm: number; readonly blend: Blend };
  /** Columns: where the left, back and up of the planes point to. The identity for axial, coronal and sagittal planes. */
  readonly frame: Direction;
  readonly framing: Readonly<Record<PlaneId, Framing>>;
  /** All four views, or one alone. */
  readonly layout: 'four' | ViewId;
  readonly tool: Tool;
  readonly volume: { readonly preset: VolumePresetId; readonly opacityShiftHu: number };
  /** Azimuth and elevation of the eye in degrees: 0, 0 looks at the patient from the front. */
  readonly eye: { readonly azimuth: number; readonly elevation: number; readonly zoom: number };
}

const wholeScan: Framing = { zoom: 1, panMm: [0, 0] };

/** The state to begin with: planes through a point (absent: the middle of the scan), mediastinal window, four views. */
export function initialViewerState(geometry: Geometry, crosshairMm?: Vec3): ViewerState {
  const [i, j, k] = geometry.size;
  const { levelHu, widthHu } = greyWindows.find(({ id }) => id === 'mediastinum') ?? { levelHu: 40, widthHu: 400 };
  return {
    crosshairMm: crosshairMm ?? voxelToWorld(geometry, [(i - 1) / 2, (j - 1) / 2, (k - 1) / 2]),
    window: { levelHu, widthHu },
    slab: { thicknessMm: 0, blend: 'max' },
    frame: identityDirection,
    framing: { axial: wholeScan, coronal: wholeScan, sagittal: wholeScan },
    layout: 'four',
    tool: 'crosshair',
    volume: { preset: 'soft-tissue', opacityShiftHu: 0 },
    eye: { azimuth: 25, elevation: 15, zoom: 1 },
  };
}
