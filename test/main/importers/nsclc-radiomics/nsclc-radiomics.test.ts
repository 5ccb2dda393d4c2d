import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { type TinySeries, writeSegmentation, writeSeries, writeStructureSet } from '../clinical-phantom.ts';
import { previewDataset } from '../dataset-preview.ts';
import { runImport, temporaryFolder, textFile } from '../run-import.ts';

const header =
  'PatientID,age,clinical.T.Stage,Clinical.N.Stage,Clinical.M.Stage,Overall.Stage,Histology,gender,Survival.time,deadstatus.event';
/** The centre of these voxels: (-37.5, 24.5, -97) mm. */
const gtv = { name: 'GTV-1', first: [2, 4, 1], last: [3, 5, 2] } as const;
const node = { name: 'GTV-2', first: [6, 1, 0], last: [6, 1, 0] } as const;

/** Two patients as the archive lays them out, the second without an outlined tumour. */
function collection(): string {
  const root = temporaryFolder();
  const patient = (id: string, number: number): TinySeries => {
    const series = { patient: id, uid: `1.2.77.${number}`, date: '20080918', description: '' };
    const study = join(root, 'NSCLC-Radiomics', id, '09-18-2008-StudyID-NA-69331');
    writeSeries(join(study, '0.000000-NA-82046'), series);
    if (number === 1) {
      writeStructureSet(join(study, '3.000000-NA-78236', '1-1.dcm'), series, [gtv, node]);
      writeSegmentation(join(study, '300.000000-Segmentation', '1-1.dcm'), series, [gtv]);
    }
    return series;
  };
  patient('LUNG1-001', 1);
  patient('LUNG1-128', 2);
  textFile(
    'NSCLC-Radiomics-Lung1.clinical-version3-Oct-2019.csv',
    `${header}\nLUNG1-001,78.75,2,3,0,IIIb,large cell,male,2165,1\nLUNG1-128,NA,2,0,0,I,NA,female,155,1\nLUNG1-300,60,1,0,0,I,nos,male,10,1\n`,
    root,
  );
  return root;
}

const read = (path: string, choices = {}) => runImport({ kind: 'dataset', dataset: 'nsclc-radiomics', path, choices });

describe('NSCLC-Radiomics', () => {
  it('is known by its folders, and says what is there', async () => {
    const preview = await previewDataset(collection());
    expect(preview).toMatchObject({
      dataset: 'nsclc-radiomics',
      counts: { patients: 2, scans: 2, lesions: 1 },
      checks: [
        { label: 'Patients', state: 'partly' },
        { label: 'CT series', state: 'found' },
        { state: 'partly', detail: '2 files of 1 patients; with the choices below 1 regions are taken.' },
        { label: 'Clinical table', state: 'found' },
      ],
      sample: {
        rows: [
          ['LUNG1-001', '1', 'GTV-1, GTV-2', 'GTV-1'],
          ['LUNG1-128', '1', '', ''],
        ],
      },
    });
    expect(preview.fields.map(({ id }) => id)).toEqual(['region', 'outlines', 'seeds', 'others', 'repair']);
  });

  it('takes the primary tumour once with its clinical row, and reports the rest', async () => {
    const { patients, totals, failures, rows } = await read(collection());
    expect(totals).toEqual({ patients: 1, scans: 1, lesions: 1 });
    expect(patients[0]).toMatchObject({
      label: 'LUNG1-001',
      clinical: {
        age: 78.75,
        'Clinical.N.Stage': 3,
        'Overall.Stage': 'IIIb',
        gender: 'male',
        'Survival.time': 2165,
        'deadstatus.event': 1,
      },
      scans: [
        {
          acquiredOn: '2008-09-18',
          lesions: [
            {
              roi: 'GTV-1',
              seedMm: [-37.5, 24.5, -97],
              seedSource: 'rtstruct',
              volumeMm3: 16,
              region: { roi: 'GTV-1' },
            },
          ],
        },
      ],
    });
    expect(failures).toEqual([expect.stringMatching(/LUNG1-128.*: None of its scans has the region/)]);
    expect(rows).toContainEqual(expect.stringMatching(/Oct-2019\.csv, line 2: taken/));
    expect(rows).toContainEqual(expect.stringMatching(/Oct-2019\.csv: corrected: 1 rows are of patients whose scans/));
  });

  it('reads SEG instead, another region, and scans without any by choice', async () => {
    const seg = await read(collection(), { outlines: 'seg' });
    expect(seg.patients[0]?.scans[0]?.lesions).toMatchObject([{ seedMm: [-37.5, 24.5, -97], seedSource: 'seg' }]);
    const other = await read(collection(), { region: 'gtv-2', others: true });
    expect(other.totals).toEqual({ patients: 2, scans: 2, lesions: 1 });
    expect(other.patients[0]?.scans[0]?.lesions).toMatchObject([{ roi: 'GTV-2', seedMm: [-34, 21, -100] }]);
    await expect(read(collection(), { outlines: 'nrrd' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('takes the seeds of the study where they are asked for, and says where they lie far off', async () => {
    const root = collection();
    textFile(
      'annotations.csv',
      `,${header},coordX,coordY,coordZ,image_path,survival\n0,LUNG1-001,78,2,3,0,IIIb,x,male,2165,1,-34,24,-97,/mnt/CT.nrrd,1\n`,
      join(root, 'NSCLC-Radiomics'),
    );
    const { path } = { path: join(root, 'NSCLC-Radiomics') };
    const { patients, rows } = await read(path, { seeds: 'study' });
    expect(patients[0]?.scans[0]?.lesions).toMatchObject([
      { seedMm: [-34, 24, -97], seedSource: 'table', volumeMm3: 16 },
    ]);
    expect(rows.some((row) => row.includes('mm from the centroid'))).toBe(false);
  });
});

describe.skipIf(!hasSharedData)('the published annotations of LUNG1', () => {
  it('are read as the clinical table: 421 patients, 373 deaths', async () => {
    const root = collection();
    const place = join(root, 'NSCLC-Radiomics');
    copyFileSync(sharedData('fmcib-annotations', 'lung1', 'annotations.csv'), join(place, 'annotations.csv'));
    expect((await previewDataset(place)).checks.at(-1)).toMatchObject({
      state: 'partly',
      detail: '“annotations.csv” has 421 patients, 1 of whom have scans here.',
    });
    const { patients } = await read(place);
    expect(patients[0]?.clinical).toMatchObject({ age: 78.7515, 'Survival.time': 2165, Histology: 'large cell' });
  });
});
