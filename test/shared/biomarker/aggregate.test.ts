import { expect, test } from 'vitest';
import { aggregateFeatures, aggregateLesions } from '#shared/biomarker/aggregate.ts';

const lesion = (patientId: number, number: number, volumeMm3: number | null) => ({ patientId, number, volumeMm3 });
const lesions = [
  lesion(1, 1, 10),
  lesion(1, 2, 30),
  lesion(2, 2, null),
  lesion(2, 1, null),
  lesion(1, 3, 30),
  lesion(3, 1, null),
  lesion(3, 2, 1),
];

test('each lesion, the largest, or all of a patient make a row', () => {
  expect(aggregateLesions('each', lesions)).toHaveLength(7);
  expect(aggregateLesions('largest', lesions)).toEqual([
    { lead: 1, members: [1] },
    { lead: 3, members: [3] },
    { lead: 6, members: [6] },
  ]);
  expect(aggregateLesions('mean', lesions)).toEqual([
    { lead: 1, members: [0, 1, 4] },
    { lead: 3, members: [2, 3] },
    { lead: 6, members: [5, 6] },
  ]);
});

test('features are the mean of the members', () => {
  const matrix = Float32Array.of(1, 2, 3, 4, 5, 6);
  const rows = [
    { lead: 0, members: [0, 2] },
    { lead: 1, members: [1] },
  ];
  expect([...aggregateFeatures(matrix, 2, rows)]).toEqual([3, 4, 3, 4]);
});
