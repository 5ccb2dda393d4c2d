import type { Ref } from 'react';
import type { FigureInput } from '#shared/figure.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import type { ViewerState, ViewId } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';

/** A point that stands for a lesion, or for a reader's opinion where it is. */
export interface ViewerSeed {
  readonly id: string;
  readonly mm: Vec3;
  /** e.g. `Lesion 2` or the name of the reader: shown beside it where the pointer rests, and read out. */
  readonly label: string;
  /** `reader`: a small ring that cannot be moved or selected. */
  readonly kind: 'lesion' | 'reader';
  readonly selected: boolean;
  /** By dragging, with the crosshair or the seed tool. */
  readonly movable: boolean;
}

/** A mask on a grid of its own, drawn as an outline where a plane cuts it. */
export interface ViewerMask {
  readonly id: string;
  readonly label: string;
  readonly geometry: Geometry;
  /** Not 0 inside, i fastest. */
  readonly data: Uint8Array;
  /** Index into the palette of figures, 0 to 7. */
  readonly colour: number;
  /** 0: the outline alone; else how opaque the inside is. */
  readonly fillOpacity: number;
}

export interface ViewerSaliency {
  readonly geometry: Geometry;
  readonly data: Float32Array;
  /** e.g. `Saliency for dead`: on the colour bar. */
  readonly label: string;
  /** Values at the ends of the colours. */
  readonly domain: readonly [number, number];
  /** Of the colours; 0: none. */
  readonly opacity: number;
  /** Below it no colour is drawn, in values of the map. */
  readonly threshold: number;
  /** Levels of isolines, in values of the map; empty: none. */
  readonly isolines: readonly number[];
}

export interface ScanViewerProps {
  /** Who and what is shown, e.g. `P0042, scan 1`: read out with each view. */
  label: string;
  /** Another feed is another scan; what the viewer held of the old one is released. */
  feed: VolumeFeed;
  /** Kept by the page: `useState(() => initialViewerState(feed.geometry, seedMm))`. Two viewers with one state are linked. */
  state: ViewerState;
  onState: (next: ViewerState) => void;

  seeds?: readonly ViewerSeed[];
  masks?: readonly ViewerMask[];
  saliency?: ViewerSaliency | null;
  /** Middle of the 50 mm cube, drawn in all views; null: none. While a selected seed is dragged the cube goes along. */
  cubeMm?: Vec3 | null;

  /** A seed was dragged (`drag`, many times) and let go (`drop`, once). */
  onSeedMove?: (id: string, mm: Vec3, phase: 'drag' | 'drop') => void;
  /** Clicked with the seed tool where no seed is: a new seed, or a new place for the selected one. */
  onClickPoint?: (mm: Vec3) => void;
  onSelectSeed?: (id: string) => void;
  /** What the fallback says, what was lost and came back: for a notice. Absent: shown inside the viewer alone. */
  onNote?: (note: string) => void;
  /** False: no toolbar, e.g. for the second of two viewers. */
  toolbar?: boolean;
  ref?: Ref<ViewerHandle>;
}

export interface ViewerHandle {
  /** PNG of one view or of all as they stand, at the resolution of the screen. */
  screenshot(view: ViewId | 'all'): Promise<Blob>;
  /**
   * The three planes as a figure: the CT as raster in its grey window, everything on top as vectors in mm.
   * `export` of the app then writes SVG, PDF, PNG and so on.
   */
  figure(options: ViewerFigureOptions): FigureInput;
  /** Focuses a view, for keys. */
  focus(view: ViewId): void;
}

export interface ViewerFigureOptions {
  readonly title: string;
  /** Field of view, square, about the crosshair. Absent: what the axial view shows. */
  readonly fieldMm?: number;
  readonly widthMm: 89 | 183;
}
