import type { OpenScan } from '#main/readers/open-scan.ts';
import type { ImportedLesion, ImportedScan } from '#shared/domain/imported.ts';
import { type Geometry, type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { readChoices } from '../dataset-fields.ts';
import { type RowOutcome, refusal } from '../dataset-report.ts';
import { openRepaired } from '../dicom-folder/patient-scans.ts';
import type { Series } from '../dicom-folder/series.ts';
import { clusterMarks } from './cluster-marks.ts';
import type { lidcFields } from './fields.ts';
import { type Mark, readMarksFile } from './marks-file.ts';
import { noduleLesion, noduleRatings } from './nodule.ts';
import { type PlacedMark, placeMark, type SlicePlaces, zKey } from './placed-mark.ts';

export type LidcChoices = ReturnType<typeof readChoices<typeof lidcFields>>;

export interface ReadSeries {
  readonly scan: ImportedScan | null;
  readonly outcomes: readonly RowOutcome[];
  /** Nodules left out because the user asked for it. */
  readonly leftOut: { readonly fewOutlines: number; readonly uncertain: number };
}

/** One CT series with its file of reader marks, which the report calls by `name`. What cannot be used is an outcome, not an error. */
export async function readSeries(
  series: Series,
  marksFile: { readonly path: string; readonly name: string },
  choices: LidcChoices,
  signal: AbortSignal,
): Promise<ReadSeries> {
  const file = marksFile.name;
  const nothing = { fewOutlines: 0, uncertain: 0 };
  try {
    const opened = await openRepaired(series, choices.repair, signal);
    if ('refused' in opened)
      return { scan: null, outcomes: [{ item: file, outcome: 'refused', error: opened.refused }], leftOut: nothing };
    const { marks } = await readMarksFile(marksFile.path);
    signal.throwIfAborted();
    const { scan, repaired } = opened;
    const outcomes: RowOutcome[] = [];
    const placed = placeMarks(marks, slicePlaces(series, scan.geometry), scan.geometry.size, file, outcomes);
    const thicknessMm = series.headers[0]?.sliceThicknessMm ?? scan.geometry.spacingMm[2];
    const { lesions, leftOut } = readNodules(clusterMarks(placed, thicknessMm), scan.geometry, choices, file, outcomes);
    return { scan: scanOf(series, scan, repaired, lesions), outcomes, leftOut };
  } catch (error) {
    return { scan: null, outcomes: [refusal(file, error)], leftOut: nothing };
  }
}

function placeMarks(
  marks: readonly Mark[],
  places: SlicePlaces,
  size: Vec3,
  file: string,
  outcomes: RowOutcome[],
): PlacedMark[] {
  return marks.flatMap((mark, index) => {
    try {
      return [placeMark(mark, places, size)];
    } catch (error) {
      outcomes.push(refusal(`${file}, mark ${index + 1} of reader ${mark.reader}`, error));
      return [];
    }
  });
}

function slicePlaces({ headers }: Series, geometry: Geometry): SlicePlaces {
  const bySopUid = new Map<string, Vec3>();
  const byZ = new Map<string, Vec3>();
  for (const { sopInstanceUid, image } of headers) {
    const positionMm = image?.frames[0]?.positionMm;
    if (!positionMm) continue;
    const [i, j, k] = worldToVoxel(geometry, positionMm).map(Math.round);
    const place: Vec3 = [i ?? 0, j ?? 0, k ?? 0];
    bySopUid.set(sopInstanceUid, place);
    byZ.set(zKey(positionMm[2]), place);
  }
  return { bySopUid, byZ };
}

function readNodules(
  clusters: readonly (readonly PlacedMark[])[],
  geometry: Geometry,
  { seed, minOutlines, uncertain }: LidcChoices,
  file: string,
  outcomes: RowOutcome[],
): { lesions: ImportedLesion[]; leftOut: ReadSeries['leftOut'] } {
  const lesions: ImportedLesion[] = [];
  const leftOut = { fewOutlines: 0, uncertain: 0 };
  clusters.forEach((marks, index) => {
    const item = `${file}, nodule ${index + 1}`;
    const { malignancy } = noduleRatings(marks);
    if (marks.length < minOutlines) leftOut.fewOutlines++;
    else if (uncertain === 'drop' && (malignancy === 3 || malignancy === null)) leftOut.uncertain++;
    else {
      try {
        const lesion = noduleLesion(marks, geometry, seed);
        lesions.push(lesion);
        const at = lesion.seedMm.map((mm) => mm.toFixed(1)).join(', ');
        outcomes.push({
          item,
          outcome: 'taken',
          message: `${counted(marks.length, 'outline')}, malignancy ${malignancy ?? 'unknown'}, seed at (${at}) mm.`,
        });
      } catch (error) {
        outcomes.push(refusal(item, error));
      }
    }
  });
  return { lesions, leftOut };
}

const scanOf = (series: Series, scan: OpenScan, repaired: boolean, lesions: ImportedLesion[]): ImportedScan => ({
  source: {
    format: 'dicom',
    files: series.headers.map(({ path }) => path),
    ...(repaired ? { repair: true } : {}),
  },
  geometry: scan.geometry,
  modality: scan.modality,
  description: series.description,
  acquiredOn: series.headers[0]?.acquiredOn ?? null,
  studyUid: series.studyUid || null,
  seriesUid: series.uid || null,
  warnings: [...scan.warnings],
  headerHash: scan.headerHash,
  lesions,
});
