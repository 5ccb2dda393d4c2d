import { expect, it } from 'vitest';
import { shortLabels } from '#main/importers/table/patient-labels.ts';

it.each([
  [
    ['/m/LUNA16/1.3.6.1.mhd', '/m/LUNA16/1.3.6.2.mhd'],
    ['1.3.6.1', '1.3.6.2'],
  ],
  [
    ['/m/P1/CT.nrrd', '/m/P2/CT.nrrd'],
    ['P1/CT', 'P2/CT'],
  ],
  [
    ['D:\\x\\a.nii.gz', 'b.nii'],
    ['a', 'b'],
  ],
  [
    ['/m/1.2.840.1', '/m/1.2.840.2'],
    ['1.2.840.1', '1.2.840.2'],
  ],
  [
    ['a.nii', 'a.nrrd'],
    ['a.nii', 'a.nrrd'],
  ],
])('shortens %j to %j', (paths, labels) => {
  expect([...shortLabels(paths).values()]).toEqual(labels);
});
