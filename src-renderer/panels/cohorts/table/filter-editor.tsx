import { Button, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilterPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type FieldType, type LesionFilter, needsValue, operatorNames, operatorsFor } from './filters.ts';

interface FilterEditorProps {
  fields: readonly { value: string; label: string; type: FieldType }[];
  onAdd: (filter: LesionFilter) => void;
}

export function FilterEditor({ fields, onAdd }: FilterEditorProps) {
  const [opened, popover] = useDisclosure(false);
  const [field, setField] = useState<string | null>(null);
  const [chosen, setChosen] = useState<LesionFilter['operator'] | null>(null);
  const [value, setValue] = useState('');
  const type = fields.find((entry) => entry.value === field)?.type ?? 'text';
  const operators = operatorsFor(type);
  const operator = chosen !== null && operators.includes(chosen) ? chosen : (operators[0] ?? 'equals');
  const isNumber = type === 'number' && needsValue(operator);
  const isWrong = isNumber && value !== '' && !Number.isFinite(Number(value));
  const isComplete = field !== null && (!needsValue(operator) || (value.trim() !== '' && !isWrong));
  const add = () => {
    if (field === null || !isComplete) return;
    onAdd({ field, operator, value: needsValue(operator) ? value.trim() : '' });
    setValue('');
    popover.close();
  };
  return (
    <Popover
      position="bottom-start"
      shadow="md"
      trapFocus
      opened={opened}
      onChange={(open) => (open ? popover.open() : popover.close())}
    >
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilterPlus size={14} aria-hidden />} onClick={popover.toggle}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="New filter">
        <Stack gap="xs" w={260}>
          <Select
            label="Column"
            data={fields.map(({ value: id, label }) => ({ value: id, label }))}
            searchable
            comboboxProps={{ withinPortal: false }}
            value={field}
            onChange={(next) => {
              setField(next);
              setValue('');
            }}
          />
          <Select<LesionFilter['operator']>
            label="Condition"
            data={operators.map((id) => ({ value: id, label: operatorNames[id] }))}
            comboboxProps={{ withinPortal: false }}
            value={operator}
            onChange={setChosen}
          />
          {needsValue(operator) &&
            (type === 'boolean' ? (
              <Select
                label="Value"
                data={[
                  { value: 'true', label: 'yes' },
                  { value: 'false', label: 'no' },
                ]}
                comboboxProps={{ withinPortal: false }}
                value={value === '' ? null : value}
                onChange={(next) => setValue(next ?? '')}
              />
            ) : (
              <TextInput
                label="Value"
                value={value}
                error={isWrong ? 'Not a number' : undefined}
                inputMode={isNumber ? 'decimal' : 'text'}
                onChange={(event) => setValue(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') add();
                }}
              />
            ))}
          <Group justify="flex-end">
            <Button disabled={!isComplete} onClick={add}>
              Add filter
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
