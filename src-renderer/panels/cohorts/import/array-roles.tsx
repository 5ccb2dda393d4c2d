import { Select, TextInput } from '@mantine/core';
import type { TableMapping } from '#shared/contract/imports.ts';

interface ArrayRolesProps {
  array: TableMapping['array'];
  onChange: (array: TableMapping['array']) => void;
}

/** What a file does not say by itself when it is a bare array. */
export function ArrayRoles({ array, onChange }: ArrayRolesProps) {
  return (
    <>
      <Select<'zyx' | 'xyz'>
        label="Bare arrays: first axis"
        data={[
          { value: 'zyx', label: 'z (numpy, Z Y X)' },
          { value: 'xyz', label: 'x (X Y Z)' },
        ]}
        value={array.axisOrder}
        onChange={(axisOrder) => axisOrder && onChange({ ...array, axisOrder })}
      />
      <Select<'scaled' | 'hu'>
        label="Their values"
        data={[
          { value: 'scaled', label: '(HU + 1024) / 3072' },
          { value: 'hu', label: 'HU' },
        ]}
        value={array.intensity}
        onChange={(intensity) => intensity && onChange({ ...array, intensity })}
      />
      <TextInput
        label="Name inside .npz"
        placeholder="the only array"
        value={array.arrayName ?? ''}
        onChange={(event) => onChange({ ...array, arrayName: event.currentTarget.value.trim() || null })}
      />
    </>
  );
}
