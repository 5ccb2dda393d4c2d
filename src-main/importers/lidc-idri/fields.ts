import { choiceField, flagField, numberField } from '../dataset-fields.ts';

export const guide: readonly string[] = [
  'LIDC-IDRI (Armato et al. 2011): 1,018 chest CT scans of 1,010 patients, each read by four radiologists who outlined every nodule of 3 mm or more and rated it. CC BY 3.0; download images (124 GB) and “Radiologist Annotations/Segmentations (XML)” from The Cancer Imaging Archive (doi 10.7937/K9/TCIA.2015.LO9QL9SX).',
  'Keep the folders LIDC-IDRI-0001, LIDC-IDRI-0002 … as they come. The XML files may lie beside the slices, or in a folder of their own (tcia-lidc-xml) beside the patients. A part of the patients is enough.',
  'Outlines of several readers are of one nodule if they come near each other (pylidc’s rule, by which the study and LUNA16’s ratings were made). The points of an outline lie just outside the nodule and are not counted to it; a voxel is of the consensus if half of the readers have it.',
  'Malignancy is the mean of the readers’ ratings, rounded: 1 and 2 benign, 4 and 5 malignant, 3 left out. Readers are numbered within a scan: the same number is not the same person in another. Nodules below 3 mm have no outline and are not read.',
];

export const lidcFields = {
  seed: choiceField(
    'study',
    {
      study: 'Centre of the box around all outlines, as in the study',
      box: 'Centre of the box around the consensus',
      centroid: 'Centroid of the consensus',
    },
    {
      label: 'Seed',
      help: 'The study rounds the centre of the box to a voxel; the other two are exact.',
    },
  ),
  minOutlines: numberField(3, [1, 4], {
    label: 'Outlines at least',
    help: 'Nodules that fewer of the four readers outlined are left out. The study and LUNA16 ask for three.',
  }),
  uncertain: choiceField(
    'drop',
    { drop: 'Leave them out', keep: 'Take them in without a malignancy' },
    { label: 'Nodules rated 3', help: 'Neither benign nor malignant to their readers.' },
  ),
  repair: flagField(true, {
    label: 'Repair uneven series',
    help: 'Series with missing or tilted slices are put on a regular grid, with a warning, instead of being refused.',
  }),
};
