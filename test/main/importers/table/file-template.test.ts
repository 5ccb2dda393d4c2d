import { describe, expect, it } from 'vitest';
import { checkTemplate, fillTemplate, templateColumns } from '#main/importers/table/file-template.ts';

describe('file-name templates', () => {
  it('fills columns in, padded with zeros to the width asked for', () => {
    const row: Record<string, string> = { PatientID: ' 7 ', scan: 'a', 'Unnamed: 0': '12' };
    const fill = (template: string) => fillTemplate(template, (column) => row[column] ?? '');
    expect(fill('patch50/patient_{PatientID:3}.npz')).toBe('patch50/patient_007.npz');
    expect(fill('{PatientID}/{scan}/{PatientID:2}.nii')).toBe('7/a/07.nii');
    expect(fill('{Unnamed: 0}.npy')).toBe('12.npy');
    expect(templateColumns('{PatientID:3}/{scan}')).toEqual(['PatientID', 'scan']);
  });

  it('refuses a column that is not there and a template without any', () => {
    expect(() => checkTemplate('{Patient:3}.npz', ['PatientID'])).toThrow('"Patient"');
    expect(() => checkTemplate('all.npz', ['PatientID'])).toThrow('names no column');
    expect(() => checkTemplate('{PatientID:3}.npz', ['PatientID'])).not.toThrow();
  });
});
