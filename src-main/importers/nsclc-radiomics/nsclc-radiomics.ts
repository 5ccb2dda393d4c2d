import type { ImportedLesion } from '#shared/domain/imported.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { choiceField, flagField, textField } from '../dataset-fields.ts';
import type { RowOutcome } from '../dataset-report.ts';
import type { TableRecord } from '../dataset-table.ts';
import { type Collection, withLesions } from '../dicom-folder/collection.ts';
import { collectionImporter } from '../dicom-folder/collection-importer.ts';
import { seriesItem } from '../dicom-folder/patient-scans.ts';
import { isInside } from '../seed-check.ts';
import { lung1Table, seedOf } from './lung1-table.ts';

/** A seed of the study farther from the centroid of the contour than this is of another contour. */
const farMm = 5;

const collection: Collection = {
  id: 'nsclc-radiomics',
  title: 'NSCLC-Radiomics (LUNG1)',
  guide: [
    'NSCLC-Radiomics (Aerts et al. 2014): planning CT of 422 patients with non-small cell lung cancer, the primary tumour outlined by hand, with survival. CC BY-NC 3.0; download the images (33 GB) and “Lung1.clinical” (CSV) from The Cancer Imaging Archive (doi 10.7937/K9/TCIA.2015.PF0M9REI).',
    'Keep the folders LUNG1-001, LUNG1-002 … as they come and put the clinical table “NSCLC-Radiomics-Lung1.clinical-version3-Oct-2019.csv” beside them. A part of the patients is enough.',
    'The seed is the centroid of the region GTV-1, as in the study, which left out LUNG1-128: it has no outlined primary tumour. The archive holds the same outlines as RTSTRUCT and as SEG; one of both is read.',
    'The annotations.csv of the reference package (PatientID, coordX, coordY, coordZ and the clinical columns) may lie there instead of the clinical table; its seeds can then be taken instead of the centroids.',
  ],
  fields: {
    region: textField('GTV-1', {
      label: 'Region',
      help: 'Exact name of the region that becomes the lesion. GTV-1 is the primary tumour; further tumours and nodes are GTV-2, GTV-3 …',
    }),
    outlines: choiceField(
      'rtstruct',
      { rtstruct: 'RTSTRUCT (contours)', seg: 'SEG (voxels)' },
      { label: 'Outlines from', help: 'Both are in the archive and show the same regions.' },
    ),
    seeds: choiceField(
      'centroid',
      { centroid: 'Centroid of the region', study: 'As annotated by the study (annotations.csv)' },
      { label: 'Seed', help: 'The study’s seeds are the same centroids to within hundredths of a millimetre.' },
    ),
    others: flagField(false, {
      label: 'Scans without a region',
      help: 'Take in CT series that none of the regions was drawn on, to click seeds in.',
    }),
    repair: flagField(true, {
      label: 'Repair uneven series',
      help: 'Series with missing or tilted slices are put on a regular grid, with a warning, instead of being refused.',
    }),
  },
  patientFolder: /^LUNG1-\d{3}$/i,
  patientCount: 422,
  table: lung1Table,
  columns: [],
  plan: ({ region, outlines, repair }) => ({
    repair: repair === true,
    regions: ({ header, roiNames }) =>
      (header.structureSet !== null) === (outlines === 'rtstruct')
        ? roiNames.filter((name) => name.trim().toLowerCase() === String(region).trim().toLowerCase())
        : [],
  }),
  finish({ scans }, { seeds, others }, record) {
    const outcomes: RowOutcome[] = [];
    const kept = withLesions(scans, others === true);
    if (scans.length > 0 && kept.length === 0) {
      const [first] = scans;
      if (first)
        outcomes.push({
          item: seriesItem(first.series),
          outcome: 'refused',
          error: { code: 'not-found', message: 'None of its scans has the region: the patient was left out.' },
        });
    }
    const seedMm = record && seedOf(record);
    if (seeds !== 'study' || !seedMm) return { scans: kept, outcomes };
    return {
      scans: kept.map(({ series, scan }) => ({
        series,
        scan: {
          ...scan,
          lesions: scan.lesions.map((lesion) =>
            isInside(scan.geometry, seedMm) ? annotated(lesion, seedMm, record, outcomes) : lesion,
          ),
        },
      })),
      outcomes,
    };
  },
};

function annotated(
  lesion: ImportedLesion,
  seedMm: Vec3,
  { line }: TableRecord,
  outcomes: RowOutcome[],
): ImportedLesion {
  const mm = Math.hypot(...seedMm.map((value, axis) => value - (lesion.seedMm[axis] ?? 0)));
  const warnings = [...lesion.warnings];
  if (mm > farMm) {
    const message = `The annotated seed lies ${mm.toFixed(1)} mm from the centroid of the region.`;
    warnings.push(message);
    outcomes.push({ item: `annotations, line ${line}`, outcome: 'corrected', message });
  }
  return { ...lesion, seedMm, seedSource: 'table', warnings };
}

/** NSCLC-Radiomics: planning CT with the contoured primary tumour and survival. */
export const nsclcRadiomics = collectionImporter(collection);
