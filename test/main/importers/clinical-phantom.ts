import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { identityDirection, voxelToWorld } from '#shared/imaging/geometry.ts';
import { type DicomElements, dicomBytes, dicomSlice } from '../readers/tiny-files.ts';

/** 8 x 8 x 4 voxels of 1 x 1 x 2 mm; voxel (i, j, k) lies at (-40 + i, 20 + j, -100 + 2 k) mm. */
export const tinyGeometry = {
  size: [8, 8, 4],
  spacingMm: [1, 1, 2],
  originMm: [-40, 20, -100],
  direction: identityDirection,
} as const;

export interface TinySeries {
  readonly patient: string;
  readonly name?: string;
  readonly uid: string;
  readonly description?: string;
  /** `20190506`. */
  readonly date?: string;
  readonly time?: string;
}

/** A region of the voxels first to last of each axis. */
export interface TinyRegion {
  readonly name: string;
  readonly first: readonly [number, number, number];
  readonly last: readonly [number, number, number];
}

const write = (path: string, bytes: Uint8Array): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};

const who = ({ patient, name }: TinySeries): DicomElements => ({
  '00100010': ['PN', name ?? ''],
  '00100020': ['LO', patient],
  '0020000d': ['UI', `1.2.9.${patient.length}.1`],
});

/** One CT series, a file per slice, in a folder. */
export function writeSeries(folder: string, series: TinySeries): void {
  for (let index = 0; index < tinyGeometry.size[2]; index++) {
    const stored = Array.from({ length: 64 }, (_, n) => 1000 + ((n * 7 + index * 13 + series.uid.length) % 50));
    const more: DicomElements = {
      ...who(series),
      '00080018': ['UI', `${series.uid}.${index + 1}`],
      '00080022': ['DA', series.date ?? ''],
      '00080032': ['TM', series.time ?? ''],
      '0008103e': ['LO', series.description ?? ''],
      '0020000e': ['UI', series.uid],
      '00200052': ['UI', `${series.uid}.99`],
    };
    const slice = dicomSlice({ index, geometry: tinyGeometry, stored, more });
    write(join(folder, `1-${index + 1}.dcm`), slice);
  }
}

/** Contours of the regions, drawn on a series. */
export function writeStructureSet(
  path: string,
  on: TinySeries,
  regions: readonly TinyRegion[],
  description = '',
): void {
  const frame = `${on.uid}.99`;
  write(
    path,
    dicomBytes({
      '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.481.3'],
      '00080018': ['UI', `${on.uid}.50.${regions.length}`],
      '00080060': ['CS', 'RTSTRUCT'],
      '0008103e': ['LO', description],
      ...who(on),
      '0020000e': ['UI', `${on.uid}.51`],
      '30060010': [
        'SQ',
        [
          {
            '00200052': ['UI', frame],
            '30060012': ['SQ', [{ '30060014': ['SQ', [{ '0020000e': ['UI', on.uid] }]] }]],
          },
        ],
      ],
      '30060020': [
        'SQ',
        regions.map(
          ({ name }, n): DicomElements => ({
            '30060022': ['IS', String(n + 1)],
            '30060024': ['UI', frame],
            '30060026': ['LO', name],
          }),
        ),
      ],
      '30060039': [
        'SQ',
        regions.map(
          (region, n): DicomElements => ({
            '30060040': ['SQ', contoursOf(region)],
            '30060084': ['IS', String(n + 1)],
          }),
        ),
      ],
    }),
  );
}

function contoursOf({ first, last }: TinyRegion): DicomElements[] {
  const slices = Array.from({ length: last[2] - first[2] + 1 }, (_, n) => first[2] + n);
  return slices.map((k) => {
    const [left, right, top, bottom] = [first[0] - 0.4, last[0] + 0.4, first[1] - 0.4, last[1] + 0.4];
    const corners = [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ].flatMap(([i = 0, j = 0]) => voxelToWorld(tinyGeometry, [i, j, k]).map((value) => value.toFixed(3)));
    return { '30060042': ['CS', 'CLOSED_PLANAR'], '30060050': ['DS', corners.join('\\')] };
  });
}

/** A binary segmentation of the regions, one segment each, on a series. */
export function writeSegmentation(path: string, on: TinySeries, regions: readonly TinyRegion[]): void {
  const frames = regions.flatMap((region, n) =>
    Array.from({ length: region.last[2] - region.first[2] + 1 }, (_, at) => ({
      segment: n + 1,
      k: region.first[2] + at,
      region,
    })),
  );
  const pixels = new Uint8Array(frames.length * 8);
  frames.forEach(({ region: { first, last } }, frame) => {
    for (let j = first[1]; j <= last[1]; j++)
      for (let i = first[0]; i <= last[0]; i++) {
        const bit = frame * 64 + j * 8 + i;
        pixels[bit >> 3] = (pixels[bit >> 3] ?? 0) | (1 << (bit & 7));
      }
  });
  write(
    path,
    dicomBytes({
      '00080018': ['UI', `${on.uid}.60.${regions.length}`],
      '00080060': ['CS', 'SEG'],
      '00081115': ['SQ', [{ '0020000e': ['UI', on.uid] }]],
      ...who(on),
      '0020000e': ['UI', `${on.uid}.61`],
      '00200052': ['UI', `${on.uid}.99`],
      '00280010': ['US', 8],
      '00280011': ['US', 8],
      '00280100': ['US', 1],
      '00620002': [
        'SQ',
        regions.map(({ name }, n): DicomElements => ({ '00620004': ['US', n + 1], '00620005': ['LO', name] })),
      ],
      '52009229': [
        'SQ',
        [
          {
            '00209116': ['SQ', [{ '00200037': ['DS', '1\\0\\0\\0\\1\\0'] }]],
            '00289110': ['SQ', [{ '00280030': ['DS', '1\\1'] }]],
          },
        ],
      ],
      '52009230': [
        'SQ',
        frames.map(
          ({ segment, k }): DicomElements => ({
            '00209113': ['SQ', [{ '00200032': ['DS', voxelToWorld(tinyGeometry, [0, 0, k]).join('\\')] }]],
            '0062000a': ['SQ', [{ '0062000b': ['US', segment] }]],
          }),
        ),
      ],
      '7fe00010': ['OB', pixels],
    }),
  );
}
