import type { FigureInput, FigureTable } from '../../figure.ts';
import { attached, type DataTable, textColumn } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { counted, significant } from '../wording.ts';
import { type ShownMap, shownMap } from './axial-slice.ts';
import { gridPanels, gridSizeMm } from './panels.ts';
import { type SaliencyGridParams, saliencyGridParams } from './params.ts';

export const saliencyGrid = defineStatistic({
  id: 'saliency-grid',
  title: 'Saliency maps',
  definition:
    'Shows where in the patch the prediction comes from: the axial CT slice, isolines of saliency over it, and the map, for the lesions whose maps were made.',
  params: saliencyGridParams,
  group: 'Feature space',
  needs: ['saliency'],
  suggest: () => ({}),
  compute(table, params, { signal, report }): FigureInput {
    const all = attached(table, 'saliency');
    const lesions = lesionNames(table);
    const maps = all.slice(0, params.count).map((source, index) => {
      signal.throwIfAborted();
      report?.(index / params.count);
      return shownMap(source, lesions.get(source.subject) ?? source.patientCode, params);
    });
    return {
      id: 'saliency-grid',
      title: 'Saliency maps',
      panels: gridPanels(maps, params),
      values: [
        {
          id: 'maps',
          label: 'Lesions shown',
          definition: `Of ${counted(all.length, 'map')} that were made of this run.`,
          quantity: { estimate: maps.length },
        },
        {
          id: 'peak-distance',
          label: 'Median distance of the peak from the seed',
          definition: 'From the seed to the voxel of greatest saliency, over the lesions shown.',
          quantity: { estimate: medianOf(maps.map(peakDistance)), unit: 'mm' },
        },
      ],
      tables: [mapTable(maps)],
      caption: caption(maps, params),
      methods: methods(maps, params),
      warnings: warnings(maps),
      sizeMm: gridSizeMm(maps.length),
    };
  },
});

/** Names such as `P0003-1` by lesion id, where the table has them. */
function lesionNames(table: DataTable): Map<number, string> {
  const names = table.columns.has('lesion') ? textColumn(table, 'lesion') : [];
  return new Map(Array.from(table.subjects ?? [], (subject, row) => [subject, names[row] ?? '']).filter(hasName));
}

const hasName = (entry: (string | number)[]): entry is [number, string] => entry[1] !== '';

const peakDistance = ({ peakMm }: ShownMap): number => Math.hypot(...peakMm);

function medianOf(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = (ascending.length - 1) / 2;
  return ((ascending[Math.floor(middle)] ?? 0) + (ascending[Math.ceil(middle)] ?? 0)) / 2;
}

const mapTable = (maps: readonly ShownMap[]): FigureTable => ({
  title: 'Saliency maps',
  columns: [
    'Lesion',
    'Class explained',
    'Slice (mm from the seed)',
    'Least',
    'Greatest',
    'Peak (mm left, back, up of the seed)',
  ],
  rows: maps.map((map) => [
    map.lesion,
    map.source.className,
    map.slice - 24.5,
    Number(map.least.toPrecision(6)),
    Number(map.greatest.toPrecision(6)),
    map.peakMm.map((value) => significant(value)).join(', '),
  ]),
});

const methodsOf = (maps: readonly ShownMap[]): string =>
  [...new Set(maps.map(({ source }) => source.method))].join('; ');

function caption(maps: readonly ShownMap[], params: SaliencyGridParams): string {
  const slice = params.slice === 'seed' ? 'through the seed' : 'of the highest mean saliency';
  const isolines =
    params.levels.length === 0
      ? ''
      : ` Isolines at ${params.levels.map((level) => `${significant(100 * level)}%`).join(', ')} of the range of the map.`;
  const range =
    params.scaling === 'min-max'
      ? 'each map scaled from its least to its greatest value (0 to 1)'
      : 'fall of the log-odds of the class, one scale for all';
  const smoothed = params.smoothing === 0 ? 'not smoothed' : `smoothed by a Gaussian of ${params.smoothing} mm`;
  return `Saliency in ${counted(maps.length, 'lesion')}: axial slice of 50 mm ${slice} (window ${significant(params.windowCentre, 4)}/${significant(params.windowWidth, 4)} HU, patient’s left at the right), the slice with isolines, and the map (${range}; ${smoothed}). Above each, the lesion and the class explained.${isolines} Method: ${methodsOf(maps)}. Scale bar, 10 mm.`;
}

function methods(maps: readonly ShownMap[], params: SaliencyGridParams): string {
  const smoothed =
    params.smoothing === 0 ? '' : ` Maps were smoothed by a Gaussian (standard deviation ${params.smoothing} mm)`;
  const scaled = params.scaling === 'min-max' ? `${smoothed === '' ? ' Maps were' : ' and'} scaled from 0 to 1` : '';
  const end = smoothed + scaled === '' ? '' : '.';
  return `Saliency was measured by ${methodsOf(maps)}: the saliency of a voxel is the mean fall of the log-odds of the explained class over the hidden cubes that cover it.${smoothed}${scaled}${end}`;
}

function warnings(maps: readonly ShownMap[]): string[] {
  const flat = maps.filter(({ least, greatest }) => !(greatest > least)).map(({ lesion }) => lesion);
  const against = maps.filter(({ greatest }) => greatest <= 0).map(({ lesion }) => lesion);
  return [
    ...(flat.length > 0
      ? [`The map of ${flat.join(', ')} is the same everywhere: nothing that was hidden changed the prediction.`]
      : []),
    ...(against.length > flat.length
      ? [
          `No part of ${against.filter((name) => !flat.includes(name)).join(', ')} speaks for the class explained: even the brightest part of the map is below 0.`,
        ]
      : []),
  ];
}
