import { choiceField, flagField, textField } from '../dataset-fields.ts';
import type { DeepLesionLayout, DeepLesionTable } from './layout.ts';

export const guide: readonly string[] = [
  'DeepLesion (Yan et al. 2018; NIH Clinical Center): 32,735 lesions in 10,594 CT studies of 4,427 patients, each measured by two RECIST diameters on a key slice. Free for research, with the source named; download it from the NIH (nihcc.app.box.com/v/DeepLesion).',
  'Download DL_info.csv and the archives Images_png_01.zip to Images_png_56.zip, and unpack them into one folder: DL_info.csv beside Images_png/000001_01_01/103.png and so on. Some of the archives are enough: lesions without images are refused row by row.',
  'Or have the volumes that the data set’s own script DL_save_nifti.py makes, in Images_nifti/000001_01_01_103-115.nii.gz.',
  'The seed is the point where the two diameters cross, on the key slice. The images carry no position: millimetres count from the first pixel of the first slice, z falling from head to feet.',
  'The seed tables of the reference package (task1_train.csv, task1_val.csv, task1_test.csv, pretrain.csv) can be put beside the images: their exchanged x and y and their mirrored z are found and corrected.',
];

export const allPublished = 'all-published';

/** @param tables those that were found; the first is the one proposed. */
export function deepLesionFields({ tables }: Pick<DeepLesionLayout, 'tables'>, hasPng: boolean) {
  const published = tables.filter(({ kind }) => kind === 'published');
  const options = Object.fromEntries([
    ...tables.map((table): [string, string] => [table.name, tableLabel(table)]),
    ...(published.length > 1 ? [[allPublished, 'All seed tables of the reference package'] as [string, string]] : []),
  ]);
  return {
    table: choiceField<string>(tables[0]?.name ?? '', options, {
      label: 'Table',
      help: 'DL_info.csv has every lesion; the tables of the reference package have those of the study, with its split.',
    }),
    coordinates: choiceField(
      'corrected',
      { corrected: 'Corrected', published: 'As they were published' },
      {
        label: 'Coordinates of the reference package',
        help: 'Its tables exchange x and y and count z from the wrong end: as published, most seeds lie beside their lesions. No effect on DL_info.csv.',
      },
    ),
    noCrossing: choiceField(
      'refuse',
      { refuse: 'Refuse the lesion', box: 'Take the centre of the bounding box' },
      {
        label: 'Where the diameters do not cross',
        help: 'The study leaves such lesions out. No effect on the tables of the reference package, which have none.',
      },
    ),
    slices: choiceField(
      'all',
      { all: 'All', thin: 'At most 3 mm apart' },
      { label: 'Slices', help: 'The study takes slices of up to 3 mm: 16,518 lesions.' },
    ),
    lesions: choiceField(
      'all',
      { all: 'All', labelled: 'With a lesion type only' },
      { label: 'Lesions', help: 'Types are known for the official validation and test parts only.' },
    ),
    leaveOutNoisy: flagField(false, {
      label: 'Leave out lesions marked as possibly noisy',
      help: 'Marked so by the data set’s authors.',
    }),
    images: choiceField(
      hasPng ? 'png' : 'nifti',
      { png: 'Slices (Images_png)', nifti: 'Volumes (Images_nifti)' },
      { label: 'Images', help: 'Which to take where both are there.' },
    ),
    imageFolder: textField('', {
      label: 'Folder of images',
      help: 'Only where Images_png or Images_nifti do not lie beside the table.',
    }),
  };
}

const tableLabel = ({ name, kind }: DeepLesionTable): string =>
  kind === 'official' ? `${name} (DeepLesion)` : `${name} (reference package)`;
