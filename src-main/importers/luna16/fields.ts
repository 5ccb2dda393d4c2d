import { choiceField, flagField } from '../dataset-fields.ts';
import type { LunaLayout } from './layout.ts';

export const guide: readonly string[] = [
  'LUNA16 (Setio et al. 2017): 888 chest CT scans of LIDC-IDRI with slices of at most 2.5 mm, and 1,186 nodules of 3 mm or more on which at least three of four radiologists agree. CC BY 3.0 as LIDC-IDRI; download it from luna16.grand-challenge.org (Zenodo 3723295 and 4121926).',
  'Unpack subset0.zip to subset9.zip side by side, so that subset0/1.3.6…mhd and .raw lie beside annotations.csv. Some of the subsets are enough: nodules of scans that are not there are refused row by row.',
  'Coordinates are millimetres in the patient’s system (LPS) and the seed is the published centre of the nodule. Candidates are not read: they are no nodules.',
  'How malignant a nodule looked to its readers is not part of LUNA16. Put task2_train.csv, task2_val.csv and task2_test.csv, or luna16_annotations.csv, of the reference package beside annotations.csv, or import LIDC-IDRI itself.',
];

export const allSeeds = 'all-seeds';

export function lunaFields({ tables }: Pick<LunaLayout, 'tables'>) {
  const usable = tables.filter(({ kind }) => kind !== 'rated');
  const studySplits = usable.filter(({ name }) => /(^|[/\\])task2_/i.test(name));
  const options = Object.fromEntries([
    ...usable.map(({ name, kind }): [string, string] => [
      name,
      kind === 'annotations' ? `${name} (LUNA16)` : `${name} (reference package)`,
    ]),
    ...(studySplits.length > 1
      ? [[allSeeds, 'The task2 tables of the reference package together'] as [string, string]]
      : []),
  ]);
  return {
    table: choiceField<string>(usable[0]?.name ?? '', options, {
      label: 'Table',
      help: 'annotations.csv has every nodule; the tables of the reference package have those of the study, with malignancy and its split.',
    }),
    malignancy: choiceField(
      'add',
      { add: 'Add where it is known', only: 'Only nodules with a known malignancy', none: 'Leave it out' },
      {
        label: 'Malignancy',
        help: 'From the tables of the reference package, matched by scan and place: mean rating of 1 or 2 is benign, 4 or 5 malignant, 3 is neither.',
      },
    ),
    emptyScans: flagField(false, {
      label: 'Take in scans without a nodule',
      help: 'They come in as scans on which seeds can be set by hand.',
    }),
  };
}
