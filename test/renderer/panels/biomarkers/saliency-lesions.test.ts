import { expect, it } from 'vitest';
import { lesionChoices } from '#renderer/panels/biomarkers/saliency-lesions.ts';
import { lesionIdSchema } from '#shared/domain/ids.ts';

const prediction = (id: number, patientCode: string, part: string) => ({
  lesionId: lesionIdSchema.parse(id),
  patientCode,
  part,
});

it('offers the test lesions first, each with its own name', () => {
  const choices = lesionChoices([
    prediction(1, 'P0001', 'train'),
    prediction(2, 'P0002', 'test'),
    prediction(3, 'P0002', 'test'),
  ]);
  expect(choices).toEqual([
    { id: 2, value: '2', label: 'P0002, 1 of 2 (test)' },
    { id: 3, value: '3', label: 'P0002, 2 of 2 (test)' },
    { id: 1, value: '1', label: 'P0001 (train)' },
  ]);
});
