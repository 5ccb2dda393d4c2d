import { expect, test } from 'vitest';
import { optionsOf, planTasks, startText, taskProblem } from '#renderer/panels/cohorts/import/import-tasks.ts';
import { type ImportPreview, importOptionsSchema, tableMappingSchema } from '#shared/contract/imports.ts';

const table = (path: string, image: string | null): ImportPreview => ({
  kind: 'table',
  path,
  rowCount: 3,
  columns: [],
  suggested: tableMappingSchema.parse({
    patient: 'PatientID',
    image: image === null ? null : { column: image },
    seed: null,
    clinical: [],
  }),
  warnings: [],
});

const folder = (path: string, rois: [string, number, boolean][]): ImportPreview => ({
  kind: 'dicom-folder',
  path,
  fileCount: 10,
  patientCount: 2,
  series: [{ patientLabel: 'A', description: '', modality: 'CT', sliceCount: 10, usable: true, reason: null }],
  rois: rois.map(([name, patientCount, suggested]) => ({ name, patientCount, suggested })),
  tables: [],
  repairable: 0,
  warnings: [],
});

test('folders chosen together are one task with the regions of all, joined with the table that has no images', () => {
  const tasks = planTasks([
    table('/d/clinical.xlsx', null),
    folder('/d/a', [['GTV', 2, true]]),
    folder('/d/b', [
      ['GTV', 1, false],
      ['Lung', 1, false],
    ]),
    table('/d/lesions.csv', 'image_path'),
  ]);
  expect(tasks.map(({ kind }) => kind)).toEqual(['dicom-folder', 'table']);
  const [first] = tasks;
  if (first?.kind !== 'dicom-folder') throw new Error('a folder comes first');
  expect(first.rois).toEqual(['GTV']);
  expect(first.clinical?.preview.path).toBe('/d/clinical.xlsx');
  const options = optionsOf(first, { keyFile: '/k/key.json' });
  expect(options.map((one) => importOptionsSchema.parse(one)).map(({ path }) => path)).toEqual(['/d/a', '/d/b']);
  expect(startText(tasks)).toBe('Import all 2');
  expect(startText([first])).toBe('Import 4 patients');
});

test('a mapping that cannot be read says what is missing', () => {
  const [task] = planTasks([table('/d/lesions.csv', 'image_path')]);
  if (task?.kind !== 'table') throw new Error('a table');
  expect(taskProblem(task)).toBeNull();
  const problemOf = (part: Partial<typeof task.mapping>) =>
    taskProblem({ ...task, mapping: { ...task.mapping, ...part } });
  const column = {
    column: 'a',
    name: 'Age',
    type: 'number',
    unit: null,
    level: 'patient',
    values: {},
    factor: 1,
  } as const;
  expect(problemOf({ patient: '' })).toMatch(/patient/);
  expect(problemOf({ clinical: [{ ...column, name: ' ' }] })).toMatch(/column a/);
  expect(problemOf({ clinical: [column, { ...column, column: 'b' }] })).toMatch(/Two columns are named Age/);
  expect(problemOf({ seed: { x: 'x', y: 'x', z: 'z' } })).toMatch(/three different/);
  expect(problemOf({ image: { template: '' } })).toMatch(/template/);
});
