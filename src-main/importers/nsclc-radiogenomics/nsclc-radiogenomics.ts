import type { ImportedLesion } from '#shared/domain/imported.ts';
import { choiceField, flagField } from '../dataset-fields.ts';
import type { RowOutcome } from '../dataset-report.ts';
import { type Collection, withLesions } from '../dicom-folder/collection.ts';
import { collectionImporter } from '../dicom-folder/collection-importer.ts';
import { seriesItem } from '../dicom-folder/patient-scans.ts';
import { radiogenomicsTable } from './radiogenomics-table.ts';

const tumour = 'tumour';

const collection: Collection = {
  id: 'nsclc-radiogenomics',
  title: 'NSCLC Radiogenomics (RADIO)',
  guide: [
    'NSCLC Radiogenomics (Bakr et al. 2018): CT before surgery of 211 patients with non-small cell lung cancer, the tumour segmented in 144, with mutations, survival and, for 130, RNA sequencing (GSE103584). CC BY 3.0; download the images (98 GB) and the clinical table (CSV) from The Cancer Imaging Archive (doi 10.7937/K9/TCIA.2017.7hs46erv).',
    'Keep the folders R01-001 …, AMC-001 … as they come and put “NSCLCR01Radiogenomic_DATA_LABELS_2018-05-22_1500-shifted.csv” beside them. A part of the patients is enough.',
    'The names of the segmented regions cannot be trusted (most tumours are called Heart or Tissue): each file of a segmentation is taken for one tumour, and where it holds several regions, the largest. Look at the seeds before you use them.',
    'Survival is counted from the day of the CT, since the archive’s own “Time to Death” starts at the surgery.',
  ],
  fields: {
    several: choiceField(
      'largest',
      { largest: 'The largest is the tumour', all: 'Each is a lesion' },
      { label: 'Several regions in one file', help: 'Their names do not say which of them is the tumour.' },
    ),
    end: choiceField(
      'last-alive',
      { 'last-alive': 'The day last known alive, as in the study', death: 'The day of death, where it is given' },
      { label: 'Survival ends on', help: 'In a few patients the day of death is later than the day last known alive.' },
    ),
    others: flagField(false, {
      label: 'Scans without a segmentation',
      help: 'Take in the other CT series too, to click seeds in: those of 67 patients have no segmentation at all.',
    }),
    repair: flagField(true, {
      label: 'Repair uneven series',
      help: 'Series with missing or tilted slices are put on a regular grid, with a warning, instead of being refused.',
    }),
  },
  patientFolder: /^(R01|AMC)-\d{3}$/i,
  patientCount: 211,
  table: radiogenomicsTable,
  columns: [],
  plan: ({ repair }) => ({
    repair: repair === true,
    regions: ({ header, roiNames }) => (header.segmentation === null ? [] : roiNames),
  }),
  finish({ scans }, { several, others }) {
    const outcomes: RowOutcome[] = [];
    const kept = withLesions(scans, others === true).map(({ series, scan }) => {
      const lesions = several === 'all' ? scan.lesions : largestOfFile(scan.lesions);
      if (lesions.length < scan.lesions.length) {
        outcomes.push({
          item: seriesItem(series),
          outcome: 'corrected',
          message: `Of the regions ${scan.lesions.map(({ roi }) => `“${roi}”`).join(', ')} the largest of each file was taken.`,
        });
      }
      return { series, scan: { ...scan, lesions: lesions.map(named) } };
    });
    const [first] = scans;
    if (first && kept.length === 0) {
      const message = 'None of its scans has a segmentation: the patient was left out.';
      outcomes.push({ item: seriesItem(first.series), outcome: 'refused', error: { code: 'not-found', message } });
    }
    return { scans: kept, outcomes };
  },
};

/** The name in the file stays in the region, by which its outline is found. */
const named = (lesion: ImportedLesion): ImportedLesion => ({
  ...lesion,
  roi: tumour,
  warnings: [...lesion.warnings, `The archive calls this region “${lesion.roi}”.`],
});

function largestOfFile(lesions: readonly ImportedLesion[]): ImportedLesion[] {
  const byFile = new Map<string, ImportedLesion>();
  for (const lesion of lesions) {
    const path = lesion.region?.format === 'dicom' ? lesion.region.path : '';
    const known = byFile.get(path);
    if (!known || (lesion.volumeMm3 ?? 0) > (known.volumeMm3 ?? 0)) byFile.set(path, lesion);
  }
  return [...byFile.values()];
}

/** NSCLC Radiogenomics: CT before surgery with segmented tumours, mutations and survival. */
export const nsclcRadiogenomics = collectionImporter(collection);
