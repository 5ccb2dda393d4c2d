import { ActionIcon, Button, Checkbox, Popover, Stack, TextInput } from '@mantine/core';
import { IconColumns3, IconSearch, IconX } from '@tabler/icons-react';
import type { ReactNode, RefObject } from 'react';
import { countOf } from '#renderer/components/format.ts';
import { FilterEditor } from './filter-editor.tsx';
import { filterText, type LesionFilter } from './filters.ts';
import { checkColumn } from './lesion-columns.tsx';
import type { LesionTableModel } from './lesion-grid.tsx';
import classes from './lesion-table.module.css';

interface LesionToolbarProps {
  leading: ReactNode;
  table: LesionTableModel;
  searchField: RefObject<HTMLInputElement | null>;
  search: string;
  onSearch: (search: string) => void;
  filters: LesionFilter[];
  onFilters: (filters: LesionFilter[]) => void;
  total: number;
}

export function LesionToolbar(props: LesionToolbarProps) {
  const { leading, table, searchField, search, onSearch, filters, onFilters, total } = props;
  const columns = table.getAllLeafColumns().filter(({ id }) => id !== checkColumn);
  const fields = columns.flatMap(({ columnDef: { meta } }) =>
    meta?.field ? [{ value: meta.field, label: meta.name, type: meta.type }] : [],
  );
  const nameOf = (field: string) => fields.find(({ value }) => value === field)?.label ?? field;
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Search, filter and columns">
      {leading}
      <TextInput
        ref={searchField}
        aria-label="Search by patient, code or region"
        placeholder="Patient, code or region  ( / )"
        w={230}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        maxLength={200}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onSearch('');
        }}
      />
      <FilterEditor fields={fields} onAdd={(filter) => onFilters([...filters, filter])} />
      <Popover position="bottom-start" shadow="md" trapFocus>
        <Popover.Target>
          <Button variant="default" leftSection={<IconColumns3 size={14} aria-hidden />}>
            Columns
          </Button>
        </Popover.Target>
        <Popover.Dropdown mah={380} style={{ overflowY: 'auto' }} aria-label="Columns shown">
          <Stack gap={6}>
            {columns.map((column) => (
              <Checkbox
                key={column.id}
                label={column.columnDef.meta?.name}
                checked={column.getIsVisible()}
                onChange={(event) => column.toggleVisibility(event.currentTarget.checked)}
              />
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {filters.map((filter, index) => {
        const text = filterText(filter, nameOf(filter.field));
        return (
          <span key={text} className={classes.filter}>
            {text}
            <ActionIcon
              size={22}
              color="blue"
              aria-label={`Remove the filter ${text}`}
              onClick={() => onFilters(filters.filter((_, other) => other !== index))}
            >
              <IconX size={13} aria-hidden />
            </ActionIcon>
          </span>
        );
      })}
      <span className={classes.count} aria-live="polite">
        {countOf(total, 'lesion')}
      </span>
    </div>
  );
}
