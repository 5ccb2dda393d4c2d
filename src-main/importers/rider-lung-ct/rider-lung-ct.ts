import type { ImportedLesion } from '#shared/domain/imported.ts';
import { choiceField, flagField } from '../dataset-fields.ts';
import type { RowOutcome } from '../dataset-report.ts';
import type { Collection } from '../dicom-folder/collection.ts';
import { collectionImporter } from '../dicom-folder/collection-importer.ts';
import { seriesItem } from '../dicom-folder/patient-scans.ts';
import { pairScans, type Visit } from './pair-scans.ts';

const readers = { manual: /_man(ual)?$/i, auto: /_auto$/i };

const collection: Collection = {
  id: 'rider-lung-ct',
  title: 'RIDER Lung CT (test–retest)',
  guide: [
    'RIDER Lung CT (Zhao et al. 2009): 32 patients with lung cancer, scanned twice within fifteen minutes. CC BY 3.0; download the images from The Cancer Imaging Archive (doi 10.7937/K9/TCIA.2015.U1X8A5NR).',
    'Outlines come apart, as “RIDER-LungCT-Seg” (Wee et al. 2020, doi 10.7937/tcia.2020.jit9grk8): for 59 scans of 31 patients, by a radiation oncologist (GTVp_test_man, GTVp_retest_man) and by a program (…_auto). Put them into the same folder; folders of patients may stand side by side.',
    'The two scans of a patient are told apart by the names of their outlines, else by the time of the acquisition: the earlier is the test. They come in as two scans of one patient, with the columns scan (test or retest) and pair, the number of the tumour, which is the same in both.',
  ],
  fields: {
    reader: choiceField(
      'manual',
      { manual: 'By the radiation oncologist', auto: 'By the program' },
      { label: 'Outline', help: 'A few scans have one of both only.' },
    ),
    outlines: choiceField(
      'rtstruct',
      { rtstruct: 'RTSTRUCT (contours)', seg: 'SEG (voxels)' },
      { label: 'Outlines from', help: 'Both are in the archive and show the same regions.' },
    ),
    incomplete: flagField(false, {
      label: 'Patients with one scan only',
      help: 'Take in patients of whom the test or the retest is missing, or has no outline.',
    }),
    repair: flagField(true, {
      label: 'Repair uneven series',
      help: 'Series with missing or tilted slices are put on a regular grid, with a warning, instead of being refused.',
    }),
  },
  patientFolder: /^RIDER-\d{6,}$/i,
  patientCount: 32,
  table: null,
  columns: [
    { name: 'scan', type: 'text', unit: null, level: 'lesion' },
    { name: 'pair', type: 'number', unit: null, level: 'lesion' },
  ],
  plan: ({ reader, outlines, repair }) => ({
    repair: repair === true,
    regions: ({ header, roiNames }) => {
      if ((header.structureSet !== null) !== (outlines === 'rtstruct')) return [];
      const marked = roiNames.filter((name) => Object.values(readers).some((pattern) => pattern.test(name)));
      // Where no name says who drew it, there is one outline.
      return marked.length === 0
        ? roiNames
        : marked.filter((name) => readers[reader as keyof typeof readers].test(name));
    },
  }),
  finish({ scans }, { incomplete }) {
    const { pair, unclear } = pairScans(scans);
    const outcomes: RowOutcome[] = unclear.map(({ series }) => ({
      item: seriesItem(series),
      outcome: 'refused',
      error: { code: 'conflict', message: 'It is neither the test nor the retest of the patient.' },
    }));
    const drawn = pair.filter(({ found }) => found.scan.lesions.length > 0);
    const [first] = pair;
    if (drawn.length < 2 && incomplete !== true) {
      if (first) {
        const what =
          pair.length < 2 ? 'The other scan of the patient is missing' : 'Not both of its scans have the outline';
        outcomes.push({
          item: seriesItem(first.found.series),
          outcome: 'refused',
          error: { code: 'not-found', message: `${what}: the patient was left out.` },
        });
      }
      return { scans: [], outcomes };
    }
    return {
      scans: pair.map(({ visit, found: { series, scan } }) => ({
        series,
        scan: {
          ...scan,
          description: [visit, scan.description ?? ''].filter((part) => part !== '').join(', '),
          lesions: scan.lesions
            .toSorted((a, b) => (b.volumeMm3 ?? 0) - (a.volumeMm3 ?? 0))
            .map((lesion, index) => paired(lesion, visit, index + 1)),
        },
      })),
      outcomes,
    };
  },
};

const paired = (lesion: ImportedLesion, scan: Visit, pair: number): ImportedLesion => ({
  ...lesion,
  values: { ...lesion.values, scan, pair },
});

/** RIDER Lung CT: two scans of a patient within fifteen minutes. */
export const riderLungCt = collectionImporter(collection);
