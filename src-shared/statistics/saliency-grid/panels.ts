import type { ColourScale, PanelInput, Series } from '../../figure.ts';
import { patchEdge } from '../../imaging/profiles.ts';
import { contourRings } from '../../numerics/density.ts';
import type { ShownMap } from './axial-slice.ts';
import type { SaliencyGridParams } from './params.ts';

const gapMm = 1;
const groupGapMm = 5;
/** The height of a line of title, so that images take the full width of their places. */
const titleMm = 3.6;
const rowGapMm = 2;
/** For the colour bar right of the last image. */
const barMm = 14;
const widthMm = 183;
const imagesAcross = 6;
const imageMm = (widthMm - barMm - groupGapMm - 4 * gapMm) / imagesAcross;
const rowMm = titleMm + imageMm + rowGapMm;

export const gridSizeMm = (maps: number) => ({ width: widthMm, height: Math.ceil(maps / 2) * rowMm });

/** Of each lesion the slice, the slice with isolines, and the map; two lesions side by side. */
export function gridPanels(maps: readonly ShownMap[], params: SaliencyGridParams): PanelInput[] {
  const scale = mapScale(maps, params);
  return maps.flatMap((map, index): PanelInput[] => {
    const y = Math.floor(index / 2) * rowMm;
    const left = (index % 2) * (3 * imageMm + 2 * gapMm + groupGapMm);
    const place = (column: number) => ({
      x: left + column * (imageMm + gapMm),
      y,
      width: imageMm,
      height: titleMm + imageMm,
    });
    // The bar stands beside the last image of a row, which gets the place for it.
    const isLastOfRow = index % 2 === 1 || index === maps.length - 1;
    const withBar = { ...place(2), width: imageMm + barMm };
    const title = `${map.lesion}, ${map.source.className}`;
    return [
      {
        ...image(`${index + 1}-slice`, [slice(map, params)]),
        title,
        placeMm: place(0),
        scaleBar: { length: 10, label: '10 mm' },
      },
      {
        ...image(`${index + 1}-isolines`, [slice(map, params), ...isolines(map, params)]),
        title: 'Isolines',
        placeMm: place(1),
      },
      {
        ...image(`${index + 1}-map`, [mapRaster(map, isLastOfRow ? scale : { ...scale, label: undefined })]),
        title: 'Saliency',
        placeMm: isLastOfRow ? withBar : place(2),
      },
    ];
  });
}

/** x to the left of the patient, y to the front: seen from the feet, as radiologists look at axial slices. */
const image = (
  id: string,
  series: Series[],
): Pick<PanelInput, 'id' | 'x' | 'y' | 'series' | 'square' | 'frame' | 'legend' | 'letter'> => ({
  id,
  x: { label: 'Left', unit: 'mm', domain: [0, patchEdge] },
  y: { label: 'Front', unit: 'mm', domain: [0, patchEdge] },
  series,
  square: true,
  frame: 'none',
  legend: false,
  letter: null,
});

const extent = {
  columns: patchEdge,
  x: [0, patchEdge] as [number, number],
  y: [patchEdge, 0] as [number, number],
  opacity: 1,
};

function slice(map: ShownMap, { windowCentre, windowWidth }: SaliencyGridParams): Series {
  return {
    mark: 'raster',
    id: 'slice',
    label: 'CT',
    colour: 6,
    values: map.hu,
    ...extent,
    subject: map.source.subject,
    scale: { name: 'grey', domain: [windowCentre - windowWidth / 2, windowCentre + windowWidth / 2] },
  };
}

const mapRaster = (map: ShownMap, scale: Omit<ColourScale, 'label'> & { label?: string | undefined }): Series => ({
  mark: 'raster',
  id: 'map',
  label: 'Saliency',
  colour: 1,
  values: map.saliency,
  ...extent,
  subject: map.source.subject,
  scale: { name: scale.name, domain: scale.domain, ...(scale.label === undefined ? {} : { label: scale.label }) },
});

/** Each map has its own range, 0 to 1, or all share the range of the log-odds, symmetric about 0. */
function mapScale(maps: readonly ShownMap[], { scaling }: SaliencyGridParams): ColourScale {
  if (scaling === 'min-max') return { name: 'saliency', domain: [0, 1], label: 'Saliency' };
  const largest = Math.max(...maps.flatMap(({ least, greatest }) => [Math.abs(least), Math.abs(greatest)]));
  const end = largest > 0 ? largest : 1;
  return { name: 'diverging', domain: [-end, end], label: 'Fall of the log-odds' };
}

/** In the three colours that stand out on grey, the highest level in the warmest. */
const isolineColours = [5, 4, 1];

function isolines(map: ShownMap, { levels, scaling }: SaliencyGridParams): Series[] {
  const { least, greatest } = map;
  if (!(greatest > least)) return [];
  const ascending = [...levels].sort((a, b) => a - b);
  return ascending.map((share, index): Series => {
    const level = scaling === 'min-max' ? share : least + share * (greatest - least);
    const rank = Math.max(0, isolineColours.length - (ascending.length - index));
    return {
      mark: 'contours',
      id: `isoline-${index + 1}`,
      label: `${Math.round(100 * share)}% of the range`,
      colour: isolineColours[rank] as number,
      filled: false,
      levels: [{ level, rings: contourRings(sliceGrid(map.saliency), level) }],
    };
  });
}

/** Voxels by which the slice is continued beyond its edge, so that isolines leave it instead of running along it. */
const margin = 2;

/** Voxel centres; the first row of the slice is at the front, where y is greatest. */
function sliceGrid(values: readonly number[]) {
  const edge = patchEdge + 2 * margin;
  const inside = (index: number): number => Math.min(patchEdge - 1, Math.max(0, index - margin));
  return {
    columns: edge,
    rows: edge,
    x0: 0.5 - margin,
    y0: patchEdge - 0.5 + margin,
    stepX: 1,
    stepY: -1,
    values: Float64Array.from({ length: edge * edge }, (_, at) => {
      const [row, column] = [inside(Math.floor(at / edge)), inside(at % edge)];
      return values[row * patchEdge + column] as number;
    }),
  };
}
