import { expect, it } from 'vitest';
import { suggestRois } from '#main/importers/dicom-folder/suggest-rois.ts';

it.each([
  [['BODY', 'GTV-1', 'Lung L', 'spinal_cord'], ['GTV-1']],
  [
    ['GTVp', 'gtv_n1', 'PTV_GTV+5', 'Tumor'],
    ['GTVp', 'gtv_n1'],
  ],
  [['GTV_Mass_CT'], ['GTV_Mass_CT']],
  [['Lt Lung', 'Tumor Bed', 'BODY'], []],
  [['Nodule 3', 'Lung'], ['Nodule 3']],
  [['Liver'], []],
])('proposes of %j: %j', (names, suggested) => {
  expect([...suggestRois(names)]).toEqual(suggested);
});
