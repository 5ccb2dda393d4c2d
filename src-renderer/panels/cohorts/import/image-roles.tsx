import { Select, TextInput } from '@mantine/core';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import { ArrayRoles } from './array-roles.tsx';
import classes from './import-dialog.module.css';
import type { TablePreview } from './import-tasks.ts';
import { PlaceField } from './place-field.tsx';

type SeedKind = 'columns' | 'mask' | 'centre';
const spaces: { value: TableMapping['seedSpace']; label: string }[] = [
  { value: 'LPS', label: 'mm, LPS (DICOM, ITK)' },
  { value: 'RAS', label: 'mm, RAS (NIfTI, Slicer)' },
  { value: 'voxel', label: 'voxel indices from 0' },
];

interface ImageRolesProps {
  preview: TablePreview;
  mapping: TableMapping;
  onChange: (part: Partial<TableMapping>) => void;
}

/** Where the images, the outlines and the seeds are. */
export function ImageRoles({ preview, mapping, onChange }: ImageRolesProps) {
  const { image, seed, seedSpace, mask, imageFolder } = mapping;
  const names = preview.columns.map(({ name }) => name);
  const numbers = preview.columns.filter(({ type }) => type === 'number').map(({ name }) => name);
  const seedKind: SeedKind = seed ? 'columns' : mask ? 'mask' : 'centre';
  const setSeedKind = (next: SeedKind) => {
    const [x = '', y = '', z = ''] = numbers;
    if (next === 'columns') onChange({ seed: preview.suggested.seed ?? { x, y, z } });
    else if (next === 'mask') onChange({ seed: null, mask: mask ?? emptyMask(names) });
    else onChange({ seed: null, mask: null });
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>Images and seeds</legend>
      <div className={classes.fields}>
        <PlaceField
          label="Images"
          none="None: values or features alone"
          columns={names}
          placeholder="patches/patient_{PatientID:3}.npz"
          value={image}
          onChange={(next) => onChange(next === null ? { image: null, seed: null, mask: null } : { image: next })}
        />
        {image !== null && (
          <>
            <Select<SeedKind>
              label="Seeds"
              data={[
                { value: 'columns', label: 'Three columns' },
                { value: 'mask', label: 'Centre of the mask' },
                { value: 'centre', label: 'Centre of the image' },
              ]}
              value={seedKind}
              onChange={(value) => value && setSeedKind(value)}
            />
            {seed && (
              <>
                <Select<TableMapping['seedSpace']>
                  label="Numbers are"
                  data={spaces}
                  value={seedSpace}
                  onChange={(value) => value && onChange({ seedSpace: value })}
                />
                {(['x', 'y', 'z'] as const).map((axis) => (
                  <Select
                    key={axis}
                    label={`Seed ${axis}`}
                    data={numbers}
                    searchable
                    value={seed[axis]}
                    onChange={(value) => value && onChange({ seed: { ...seed, [axis]: value } })}
                  />
                ))}
              </>
            )}
            <PlaceField
              label="Masks"
              none={seedKind === 'mask' ? null : 'None'}
              columns={names}
              placeholder="masks/{PatientID}_mask.nii.gz"
              value={mask?.path ?? null}
              onChange={(next) => onChange({ mask: next === null ? null : { path: next, label: mask?.label ?? null } })}
            />
            {mask && (
              <TextInput
                label="Label of the lesion"
                placeholder="all that is not 0"
                inputMode="numeric"
                value={mask.label === null ? '' : String(mask.label)}
                onChange={(event) => {
                  const text = event.currentTarget.value.trim();
                  if (/^-?\d*$/.test(text))
                    onChange({ mask: { ...mask, label: text === '' || text === '-' ? null : Number(text) } });
                }}
              />
            )}
            {seedKind === 'centre' && <ArrayRoles array={mapping.array} onChange={(array) => onChange({ array })} />}
            <div className={classes.full}>
              <PathField
                files={files}
                picks={[{ what: 'folder', title: 'Choose the folder that image paths start from', extensions: [] }]}
                label="Folder that paths start from"
                placeholder="the folder of the table"
                value={imageFolder ?? ''}
                onChange={(value) => onChange({ imageFolder: value.trim() || null })}
              />
            </div>
          </>
        )}
      </div>
    </fieldset>
  );
}

const emptyMask = (names: readonly string[]): NonNullable<TableMapping['mask']> => ({
  path: { column: names.find((name) => /mask|seg|label|roi/i.test(name)) ?? names[0] ?? '' },
  label: null,
});
