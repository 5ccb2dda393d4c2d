import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSegmentation, writeSeries } from '../clinical-phantom.ts';
import { previewDataset } from '../dataset-preview.ts';
import { runImport, temporaryFolder, textFile } from '../run-import.ts';

const columns = [
  'Case ID',
  'Gender',
  'Weight (lbs)',
  'Tumor Location (choice=RUL)',
  'Tumor Location (choice=LLL)',
  'Histology ',
  'EGFR mutation status',
  'Chemotherapy',
  'Recurrence',
  'Date of Last Known Alive',
  'Survival Status',
  'Date of Death',
  'Time to Death (days)',
  'CT Date',
];
/** Dates and survival of four patients of the published table; the days are those of the reference package's table. */
const rows = [
  [
    'R01-001',
    'Female',
    '146',
    'Checked',
    'Unchecked',
    'Adenocarcinoma',
    'Unknown',
    'No',
    'no',
    '2/9/1999',
    'Alive',
    '',
    '',
    '9/6/1990',
  ],
  [
    'R01-005',
    'Male',
    '145',
    'Unchecked',
    'Checked',
    'Adenocarcinoma',
    'Wildtype',
    'No',
    'yes',
    '6/3/1995',
    'Dead',
    '6/3/1995',
    '1456',
    '3/8/1991',
  ],
  [
    'R01-025',
    'Male',
    'Not Collected',
    'Checked',
    'Unchecked',
    'Adenocarcinoma',
    'Wildtype',
    'No',
    'no',
    '11/28/1992',
    'Dead',
    '12/31/1993',
    '623',
    '12/19/1990',
  ],
];
const tumour = { name: 'Heart', first: [2, 4, 1], last: [3, 5, 2] } as const;
const speck = { name: 'Tissue', first: [6, 1, 0], last: [6, 1, 0] } as const;

function collection(): string {
  const root = temporaryFolder();
  for (const [n, [id = '']] of rows.entries()) {
    const series = { patient: id, uid: `1.2.78.${n}`, date: '19900906' };
    const study = join(root, id, '09-06-1990-CT');
    writeSeries(join(study, '3.000000-THORAX'), series);
    writeSeries(join(study, '4.000000-LUNG'), { ...series, uid: `1.2.79.${n}` });
    if (n < 2)
      writeSegmentation(join(study, '1000.000000-3D Slicer', '1-1.dcm'), series, n === 0 ? [tumour] : [speck, tumour]);
  }
  const table = [columns, ...rows].map((row) => row.join(',')).join('\n');
  textFile('NSCLCR01Radiogenomic_DATA_LABELS_2018-05-22_1500-shifted.csv', `${table}\n`, root);
  return root;
}

const read = (path: string, choices = {}) =>
  runImport({ kind: 'dataset', dataset: 'nsclc-radiogenomics', path, choices });

describe('NSCLC Radiogenomics', () => {
  it('is known by its folders', async () => {
    const { dataset, counts, checks } = await previewDataset(collection());
    expect([dataset, counts]).toEqual(['nsclc-radiogenomics', { patients: 3, scans: 6, lesions: 3 }]);
    expect(checks.map(({ state }) => state)).toEqual(['partly', 'found', 'partly', 'found']);
  });

  it('takes one tumour of each segmentation, whatever it is called, and only the series it lies on', async () => {
    const { patients, failures, rows: report } = await read(collection());
    expect(patients.map(({ label, scans }) => [label, scans.length])).toEqual([
      ['R01-001', 1],
      ['R01-005', 1],
    ]);
    for (const { scans } of patients) {
      expect(scans[0]?.lesions).toMatchObject([
        {
          roi: 'tumour',
          seedMm: [-37.5, 24.5, -97],
          seedSource: 'seg',
          region: { format: 'dicom', roi: 'Heart' },
          warnings: ['The archive calls this region “Heart”.'],
        },
      ]);
    }
    expect(report).toContainEqual(expect.stringContaining('Of the regions “Tissue”, “Heart” the largest'));
    expect(failures).toEqual([expect.stringMatching(/^R01-025.*None of its scans has a segmentation/)]);
    const all = await read(collection(), { several: 'all', others: true });
    expect(all.totals).toEqual({ patients: 3, scans: 6, lesions: 3 });
  });

  it('counts survival from the CT as the study did: 3078, 1548 and 710 days', async () => {
    const { patients } = await read(collection(), { others: true });
    expect(patients.map(({ clinical }) => [clinical['Survival.time'], clinical['deadstatus.event']])).toEqual([
      [3078, 0],
      [1548, 1],
      [710, 1],
    ]);
    expect(patients[0]?.clinical).toMatchObject({
      Gender: 'Female',
      'Weight (lbs)': 146,
      'Tumor location': 'RUL',
      Histology: 'Adenocarcinoma',
      'EGFR mutation status': null,
      Recurrence: false,
    });
    expect(patients[2]?.clinical['Weight (lbs)']).toBeNull();
    const toDeath = await read(collection(), { others: true, end: 'death' });
    expect(toDeath.patients.map(({ clinical }) => clinical['Survival.time'])).toEqual([3078, 1548, 1108]);
  });
});
