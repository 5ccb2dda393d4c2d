import { completeFigure, type FigureInput, type PanelInput } from '#shared/figure.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { outsideHu } from '#shared/imaging/profiles.ts';
import { scaleBarMm } from './draw-overlay.ts';
import { lengthMm, type Overlay, overlayOf, type Ruler } from './overlay.ts';
import type { Ring } from './plane-shapes.ts';
import { type PlaneId, planes } from './planes.ts';
import { lettersOf, type Pose, poseOf, toScreen } from './pose.ts';
import { reslice } from './reslice.ts';
import type { ViewerFigureOptions, ViewerMask, ViewerSaliency, ViewerSeed } from './scan-viewer-props.ts';
import { gridOf } from './slice-painter.ts';
import type { ViewerState } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';

interface FigureSource {
  readonly feed: VolumeFeed;
  readonly state: ViewerState;
  /** Of the views on screen: the field of view is theirs where none is asked for. */
  readonly poses: ReadonlyMap<PlaneId, Pose>;
  readonly cubeMm: Vec3 | null;
  readonly masks: readonly ViewerMask[];
  readonly saliency: ViewerSaliency | null;
  readonly seeds: readonly ViewerSeed[];
  readonly rulers: readonly Ruler[];
  readonly label: string;
}

const gapMm = 1.5;
const titleMm = 3.6;
/** Points of the raster along an edge: 300 per inch at a third of 183 mm is 700. */
const pointsAcross = 480;
const isolineColours = [5, 4, 1];

/**
 * The three planes side by side, square, about the crosshair: CT as raster in the grey window, and the cube, masks,
 * isolines, seeds and rulers as vectors. x and y are mm from the crosshair, right and up on the screen.
 */
export function viewerFigure(source: FigureSource, options: ViewerFigureOptions): FigureInput {
  const axial = source.poses.get('axial') ?? [...source.poses.values()][0];
  const fieldMm = options.fieldMm ?? (axial ? Math.min(axial.width, axial.height) * axial.mmPerPixel : 200);
  const edgeMm = (options.widthMm - 2 * gapMm) / planes.length;
  const panels = planes.map(({ id }, at) => ({
    ...planePanel(source, id, fieldMm),
    placeMm: { x: at * (edgeMm + gapMm), y: 0, width: edgeMm, height: titleMm + edgeMm },
  }));
  return completeFigure({
    id: 'viewer',
    title: options.title,
    panels,
    values: source.rulers.map((ruler) => ({
      id: `ruler-${ruler.id}`,
      label: `Ruler ${ruler.id}`,
      definition: 'Distance between two points of the scan.',
      quantity: { estimate: lengthMm(ruler), unit: 'mm' },
    })),
    caption: caption(source, fieldMm),
    methods: '',
    sizeMm: { width: options.widthMm, height: titleMm + edgeMm },
  });
}

function planePanel(source: FigureSource, plane: PlaneId, fieldMm: number): Omit<PanelInput, 'placeMm'> {
  const { feed, state } = source;
  const upright = poseOf(feed.geometry, state, plane, pointsAcross, pointsAcross);
  const pose: Pose = { ...upright, middleMm: state.crosshairMm, mmPerPixel: fieldMm / pointsAcross };
  const grid = gridOf(pose, Math.min(...feed.geometry.spacingMm), 1);
  const values = reslice(feed.geometry, feed.data, grid, state.slab);
  const overlay = overlayOf(pose, {
    geometry: feed.geometry,
    slabMm: state.slab.thicknessMm,
    cubeMm: source.cubeMm,
    masks: source.masks,
    saliency: source.saliency,
    seeds: source.seeds,
    rulers: source.rulers,
  });
  const half = fieldMm / 2;
  const { levelHu, widthHu } = state.window;
  const bar = scaleBarMm({ width: 1, mmPerPixel: fieldMm });
  return {
    id: plane,
    title: `${planes.find(({ id }) => id === plane)?.title} (${lettersOf([-pose.right[0], -pose.right[1], -pose.right[2]])} left)`,
    x: { label: 'Right', unit: 'mm', domain: [-half, half] },
    y: { label: 'Up', unit: 'mm', domain: [-half, half] },
    square: true,
    frame: 'none',
    legend: false,
    scaleBar: { length: bar, label: `${bar} mm` },
    series: [
      {
        mark: 'raster',
        id: 'ct',
        label: 'CT',
        colour: 6,
        columns: grid.columns,
        values: Array.from(values, (value) => (Number.isNaN(value) ? outsideHu : Math.round(value))),
        x: [-half, -half + grid.columns * grid.stepMm],
        y: [half, half - grid.rows * grid.stepMm],
        scale: { name: 'grey', domain: [levelHu - widthHu / 2, levelHu + widthHu / 2] },
        opacity: 1,
      },
      ...vectors(pose, overlay),
    ],
  };
}

const up = (ring: Ring): [number, number][] => ring.map(([x, y]) => [x, -y]);
const closed = (ring: Ring): [number, number][] => up([...ring, ring[0]!]);

function vectors(pose: Pose, overlay: Overlay): PanelInput['series'] {
  const at = (mm: Vec3): { x: number; y: number } => {
    const { x, y } = toScreen(pose, mm);
    return { x: (x - pose.width / 2) * pose.mmPerPixel, y: (pose.height / 2 - y) * pose.mmPerPixel };
  };
  const contours = (id: string, label: string, colour: number, level: number, shapes: Ring[][]) => ({
    mark: 'contours' as const,
    id,
    label,
    colour,
    filled: false,
    levels: [{ level, rings: shapes.map((shape) => shape.map(up)) }],
  });
  const line = (id: string, label: string, colour: number, points: { x: number; y: number }[], dashed: boolean) => ({
    mark: 'line' as const,
    id,
    label,
    colour,
    points,
    dashed,
  });
  const isolines = overlay.saliency?.isolines ?? [];
  return [
    ...overlay.masks.map(({ mask, shapes }) => contours(`mask-${mask.id}`, mask.label, mask.colour, 0.5, shapes)),
    ...isolines.map(({ level, shapes }, n) =>
      contours(
        `isoline-${n + 1}`,
        `${overlay.saliency?.map.label}: ${level}`,
        isolineColours[Math.max(0, isolineColours.length - isolines.length + n)]!,
        level,
        shapes,
      ),
    ),
    ...(overlay.cube
      ? [
          line(
            'cube',
            '50 mm cube',
            5,
            closed(overlay.cube).map(([x, y]) => ({ x, y })),
            true,
          ),
        ]
      : []),
    ...overlay.rulers.map((ruler) =>
      line(`ruler-${ruler.id}`, `${lengthMm(ruler).toFixed(1)} mm`, 4, [at(ruler.fromMm), at(ruler.toMm)], false),
    ),
    {
      mark: 'points' as const,
      id: 'seeds',
      label: 'Seeds',
      colour: 4,
      points: overlay.seeds.filter(({ inSlice }) => inSlice).map(({ seed }) => ({ ...at(seed.mm), name: seed.label })),
    },
  ];
}

function caption({ label, state, cubeMm, masks, saliency, rulers }: FigureSource, fieldMm: number): string {
  const { thicknessMm, blend } = state.slab;
  const names = { max: 'maximum', min: 'minimum', mean: 'mean' };
  const slab = thicknessMm > 0 ? ` ${names[blend]} intensity over ${thicknessMm} mm;` : '';
  const extras = [
    ...(cubeMm ? ['the dashed square is the 50 mm cube of the model'] : []),
    ...masks.map((mask) => `outline: ${mask.label}`),
    ...(saliency && saliency.isolines.length > 0 ? [`isolines of ${saliency.label}`] : []),
    ...rulers.map((ruler) => `ruler: ${lengthMm(ruler).toFixed(1)} mm`),
  ];
  const window = `window ${state.window.levelHu}/${state.window.widthHu} HU`.replace(' -', ' \u2212');
  return `${label} in axial, coronal and sagittal planes;${slab} ${window}; field of view ${Math.round(fieldMm)} mm${extras.length > 0 ? `; ${extras.join('; ')}` : ''}.`;
}
