import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RatingName } from '#main/importers/lidc-idri/marks-file.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { dicomSlice } from '#test/main/readers/tiny-files.ts';

/** 32 x 32 pixels of 0.5 mm, 10 slices 2 mm apart; voxel (i, j, k) is at (-8 + i/2, -8 + j/2, -100 + 2k) mm. */
export const geometry = {
  size: [32, 32, 10] as const,
  spacingMm: [0.5, 0.5, 2] as const,
  originMm: [-8, -8, -100] as const,
  direction: identityDirection,
};

export interface SmallRoi {
  readonly slice: number;
  readonly points: readonly (readonly [number, number])[];
  readonly inclusion?: boolean;
}

export interface SmallMark {
  readonly ratings: Partial<Record<RatingName, number>> | null;
  readonly rois: readonly SmallRoi[];
}

/** The pixels around a square, from its corners: every pixel of its border in turn. */
export function square(left: number, top: number, right: number, bottom: number): [number, number][] {
  const points: [number, number][] = [];
  for (let x = left; x < right; x++) points.push([x, top]);
  for (let y = top; y < bottom; y++) points.push([right, y]);
  for (let x = right; x > left; x--) points.push([x, bottom]);
  for (let y = bottom; y > top; y--) points.push([left, y]);
  return points;
}

const sopUid = (series: string, slice: number): string => `${series}.${slice + 1}`;

export function marksXml(series: string, sessions: readonly (readonly SmallMark[])[]): string {
  const rois = (list: readonly SmallRoi[]): string =>
    list
      .map(
        ({ slice, points, inclusion = true }) =>
          `<roi><imageZposition>${-100 + 2 * slice}.0</imageZposition><imageSOP_UID>${sopUid(series, slice)}</imageSOP_UID><inclusion>${inclusion ? 'TRUE' : 'FALSE'}</inclusion>${points
            .map(([x, y]) => `<edgeMap><xCoord>${x}</xCoord><yCoord>${y}</yCoord></edgeMap>`)
            .join('')}</roi>`,
      )
      .join('\n');
  const characteristics = (ratings: SmallMark['ratings']): string =>
    ratings === null
      ? ''
      : `<characteristics>${Object.entries(ratings)
          .map(([name, value]) => `<${name}>${value}</${name}>`)
          .join('')}</characteristics>`;
  const session = (marks: readonly SmallMark[]): string =>
    `<readingSession><annotationVersion>3.12</annotationVersion><servicingRadiologistID>anonymous</servicingRadiologistID>${marks
      .map(
        ({ ratings, rois: own }, n) =>
          `<unblindedReadNodule><noduleID>${n}</noduleID>${characteristics(ratings)}${rois(own)}</unblindedReadNodule>`,
      )
      .join(
        '\n',
      )}<nonNodule><nonNoduleID>9</nonNoduleID><locus><xCoord>1</xCoord><yCoord>2</yCoord></locus></nonNodule></readingSession>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<LidcReadMessage uid="1.3.6.1.4.1.14519.5.2.1.6279.6001.1307390687803.0" xmlns="http://www.nih.gov" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<ResponseHeader><Version>1.8.1</Version><SeriesInstanceUid>${series}</SeriesInstanceUid><StudyInstanceUID>1.2.840.7</StudyInstanceUID></ResponseHeader>
${sessions.map(session).join('\n')}
</LidcReadMessage>
`;
}

/** A CT series of air in the folder of a patient; the voxels `bright` have 100 HU. */
export function writeSeries(
  root: string,
  patient: string,
  series: string,
  {
    bright = [],
    skip = [],
  }: { bright?: readonly (readonly [number, number, number])[]; skip?: readonly number[] } = {},
): string {
  const folder = join(root, patient, 'study', 'series');
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < geometry.size[2]; index++) {
    if (skip.includes(index)) continue;
    const stored = Array.from({ length: 32 * 32 }, () => 24);
    for (const [i, j, k] of bright) if (k === index) stored[j * 32 + i] = 1124;
    const more = {
      '00080018': ['UI', sopUid(series, index)],
      '00100020': ['LO', patient],
      '0020000d': ['UI', `${series}.99`],
      '0020000e': ['UI', series],
      '00180050': ['DS', '2'],
      '00080022': ['DA', '20000101'],
    } as const;
    const elements = Object.fromEntries(
      Object.entries(more).map(([tag, [vr, value]]) => [tag, [vr, value] as [string, string]]),
    );
    writeFileSync(join(folder, `${index}.dcm`), dicomSlice({ index, geometry, stored, more: elements }));
  }
  return folder;
}
