import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhantomCohort, writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { phantomVolume } from '#main/demo/phantom-volume.ts';
import { previewImport } from '#main/importers/importers.ts';
import { openScan } from '#main/readers/open-scan.ts';
import { importOptionsSchema } from '#shared/contract/imports.ts';
import { type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { type ImportRun, type PatientItem, runImport } from '../importers/run-import.ts';

describe('the phantom cohort, written and imported again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-phantoms-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let cohort: PhantomCohort;
  let runs: ImportRun[];
  const progress: number[] = [];

  beforeAll(async () => {
    cohort = await writePhantomCohort(folder, { patients: 8, seed: 3, report: ({ done }) => progress.push(done) });
    runs = [];
    for (const options of cohort.imports) runs.push(await runImport(importOptionsSchema.parse(options)));
  });

  const withScans = (): PatientItem[] =>
    runs.flatMap(({ patients }) => patients.filter(({ scans }) => scans.length > 0));
  const truthOf = (label: string) => {
    const patient = cohort.patients.find(({ traits }) => traits.label === label);
    if (!patient) throw new Error(`no ${label}`);
    return patient;
  };
  const voxelsApart = (a: Vec3, b: Vec3): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

  it('gives every patient one scan and one lesion, half from DICOM, half from NIfTI', () => {
    expect(runs.map(({ failures }) => failures)).toEqual([[], [], []]);
    expect(runs.map(({ totals }) => totals)).toEqual([
      { patients: 8, scans: 0, lesions: 0 },
      { patients: 4, scans: 4, lesions: 4 },
      { patients: 4, scans: 4, lesions: 4 },
    ]);
    expect(new Set(withScans().map(({ label }) => label)).size).toBe(8);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('gives back the seeds within half a voxel and the volumes of the structure sets', () => {
    for (const { label, scans } of withScans()) {
      const [scan] = scans;
      const lesion = scan?.lesions[0];
      if (!scan || !lesion) throw new Error('no lesion');
      const { seedMm, volumeMm3, traits } = truthOf(label);
      expect(voxelsApart(worldToVoxel(scan.geometry, lesion.seedMm), worldToVoxel(scan.geometry, seedMm))).toBeLessThan(
        0.01,
      );
      expect(lesion.roi).toBe(traits.storage === 'dicom' ? 'GTV-1' : null);
      if (traits.storage === 'dicom') expect(lesion.volumeMm3).toBeCloseTo(volumeMm3, 3);
    }
  });

  it('gives back every voxel of both formats', async () => {
    for (const { label, scans } of withScans().slice(2, 6)) {
      const drawn = phantomVolume(truthOf(label).traits);
      const scan = await openScan(scans[0]!.source);
      const { data } = await scan.readRegion({ start: [0, 0, 0], size: drawn.geometry.size });
      expect(Buffer.compare(Buffer.from(Int16Array.from(data).buffer), Buffer.from(drawn.hu.buffer))).toBe(0);
      scan.geometry.originMm.forEach((value, axis) =>
        expect(value).toBeCloseTo(drawn.geometry.originMm[axis] ?? NaN, 3),
      );
      await scan.close();
    }
  });

  it('types the clinical columns', () => {
    const [clinical] = runs;
    const columns = clinical?.items.find((item) => item.kind === 'columns')?.columns;
    expect(columns).toContainEqual({ level: 'patient', name: 'survival_days', type: 'number', unit: 'days' });
    const { traits } = truthOf('PHANTOM-001');
    expect(clinical?.patients[0]).toMatchObject({
      label: 'PHANTOM-001',
      clinical: {
        age: traits.age,
        diagnosis: traits.malignant ? 'malignant' : 'benign',
        survival_days: traits.survivalDays,
        stage: traits.stage,
      },
    });
  });

  it('is proposed for import as it should be, without a hint of the truth', async () => {
    const dicom = await previewImport(join(folder, 'dicom'));
    expect(dicom).toMatchObject({
      patientCount: 4,
      rois: [{ name: 'GTV-1', patientCount: 4, suggested: true }],
      warnings: [],
    });
    const clinical = await previewImport(join(folder, 'clinical.csv'));
    expect(clinical).toMatchObject({ kind: 'table', suggested: { patient: 'PatientID', image: null } });
    const lesions = await previewImport(join(folder, 'lesions.csv'));
    expect(lesions).toMatchObject({ suggested: { image: { column: 'image_path' }, seed: { x: 'coordX' } } });
  });

  it('says of itself that no patient is in it', () => {
    expect(readFileSync(join(folder, 'PHANTOMS.txt'), 'utf8')).toContain('no patient is shown');
    expect(
      readFileSync(join(folder, 'dicom', 'PHANTOM-001', 'CT', '0001.dcm')).includes(
        'Generated phantom: no patient is shown.',
      ),
    ).toBe(true);
    expect(existsSync(join(folder, 'expression.csv'))).toBe(true);
  });

  it('stops when it is cancelled', async () => {
    await expect(
      writePhantomCohort(join(folder, 'no'), { patients: 3, seed: 1, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});
