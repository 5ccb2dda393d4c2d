import { Select, TextInput } from '@mantine/core';
import { PathField } from '#renderer/components/path-field.tsx';
import { files } from '#renderer/state/files.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import classes from './import-dialog.module.css';
import type { TablePreview } from './table-step.tsx';

type ImageKind = 'none' | 'column' | 'template';
const imageKinds: { value: ImageKind; label: string }[] = [
  { value: 'column', label: 'A column of paths' },
  { value: 'template', label: 'A file name template' },
  { value: 'none', label: 'None: clinical values only' },
];

interface ImageMappingProps {
  preview: TablePreview;
  mapping: TableMapping;
  onChange: (part: Partial<TableMapping>) => void;
}

/** Patients, images and seeds. */
export function ImageMapping({ preview, mapping, onChange }: ImageMappingProps) {
  const { patient, image, seed, array, imageFolder } = mapping;
  const names = preview.columns.map(({ name }) => name);
  const numbers = preview.columns.filter(({ type }) => type === 'number').map(({ name }) => name);
  const kind: ImageKind = image === null ? 'none' : 'column' in image ? 'column' : 'template';
  const setKind = (next: ImageKind) => {
    if (next === 'none') onChange({ image: null, seed: null });
    else onChange({ image: next === 'column' ? { column: names[0] ?? '' } : { template: '' } });
  };
  const setSeedKind = (next: string | null) => {
    const [x = '', y = '', z = ''] = numbers;
    onChange({ seed: next === 'columns' ? { x, y, z } : null });
  };
  return (
    <fieldset className={classes.fieldset}>
      <legend className={classes.legend}>Patients, images and seeds</legend>
      <div className={classes.fields}>
        <Select
          label="Patient column"
          data={names}
          searchable
          value={patient}
          onChange={(value) => value && onChange({ patient: value })}
        />
        <Select<ImageKind>
          label="Images"
          data={imageKinds}
          value={kind}
          onChange={(value) => value && setKind(value)}
        />
        {image !== null && 'column' in image && (
          <Select
            className={classes.wide}
            label="Image column"
            data={names}
            searchable
            value={image.column}
            onChange={(value) => value && onChange({ image: { column: value } })}
          />
        )}
        {image !== null && 'template' in image && (
          <TextInput
            className={classes.wide}
            label="Template"
            description="{PatientID:3} is the patient with three digits"
            placeholder="patches/patient_{PatientID:3}.npz"
            value={image.template}
            onChange={(event) => onChange({ image: { template: event.currentTarget.value } })}
          />
        )}
        {image !== null && (
          <>
            <Select
              label="Seeds"
              data={[
                { value: 'columns', label: 'Three columns, LPS mm' },
                { value: 'centre', label: 'Centre of the image' },
              ]}
              value={seed ? 'columns' : 'centre'}
              onChange={setSeedKind}
            />
            {seed &&
              (['x', 'y', 'z'] as const).map((axis) => (
                <Select
                  key={axis}
                  label={`Seed ${axis}, mm`}
                  data={numbers}
                  searchable
                  value={seed[axis]}
                  onChange={(value) => value && onChange({ seed: { ...seed, [axis]: value } })}
                />
              ))}
            {!seed && (
              <>
                <Select
                  label="Bare arrays: first axis"
                  data={[
                    { value: 'zyx', label: 'z (numpy, Z Y X)' },
                    { value: 'xyz', label: 'x (X Y Z)' },
                  ]}
                  value={array.axisOrder}
                  onChange={(value) =>
                    value && onChange({ array: { ...array, axisOrder: value === 'zyx' ? 'zyx' : 'xyz' } })
                  }
                />
                <Select
                  label="Their values"
                  data={[
                    { value: 'scaled', label: '(HU + 1024) / 3072' },
                    { value: 'hu', label: 'HU' },
                  ]}
                  value={array.intensity}
                  onChange={(value) =>
                    value && onChange({ array: { ...array, intensity: value === 'hu' ? 'hu' : 'scaled' } })
                  }
                />
                <TextInput
                  label="Name inside .npz"
                  placeholder="the only array"
                  value={array.arrayName ?? ''}
                  onChange={(event) =>
                    onChange({ array: { ...array, arrayName: event.currentTarget.value.trim() || null } })
                  }
                />
              </>
            )}
            <div style={{ gridColumn: '1 / -1' }}>
              <PathField
                files={files}
                picks={[{ what: 'folder', title: 'Choose the folder that image paths start from', extensions: [] }]}
                label="Image folder"
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
