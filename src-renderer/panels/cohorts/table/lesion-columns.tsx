import { Checkbox } from '@mantine/core';
import { IconAlertTriangle, IconNote } from '@tabler/icons-react';
import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  tableFeatures,
} from '@tanstack/react-table';
import { formatNumber } from '#renderer/components/format.ts';
import { Tag } from '#renderer/components/tag.tsx';
import type { LesionRow } from '#shared/contract/cohorts.ts';
import type { Cell, Column, ReviewState, SplitPart } from '#shared/domain/entities.ts';
import classes from './lesion-table.module.css';

interface LesionColumnMeta {
  readonly name: string;
  /** Second line of the heading: unit and type. */
  readonly note: string;
  readonly align?: 'right';
  /** What the main side sorts and filters by; null for what it cannot. */
  readonly field: string | null;
  readonly type: 'number' | 'text' | 'boolean';
}

/** A row of the window: null while it is fetched. */
export interface LesionSlot {
  readonly index: number;
  readonly row: LesionRow | null;
  readonly checked: boolean;
}

export const lesionFeatures = tableFeatures({
  columnVisibilityFeature,
  columnSizingFeature,
  columnResizingFeature,
  columnMeta: metaHelper<LesionColumnMeta>(),
});

const helper = createColumnHelper<typeof lesionFeatures, LesionSlot>();
/** The column of the checkboxes: it has no place among those that are hidden and shown. */
export const checkColumn = 'check';
const reviewTones = { unreviewed: 'neutral', accepted: 'good', queried: 'warn' } as const satisfies Record<
  ReviewState,
  string
>;
const partTones = { train: 'neutral', tune: 'info', test: 'good' } as const satisfies Record<SplitPart, string>;

/** The built-in columns of the table, then the clinical ones of the cohort. */
export function lesionColumns(clinical: readonly Column[], withPart: boolean) {
  const column = (id: string, size: number, meta: LesionColumnMeta, cell: (row: LesionRow) => React.ReactNode) =>
    helper.display({
      id,
      size,
      minSize: 48,
      header: meta.name,
      meta,
      cell: ({ row }) => row.original.row && cell(row.original.row),
    });
  const builtIn = [
    helper.display({
      id: checkColumn,
      size: 36,
      minSize: 36,
      enableResizing: false,
      header: 'Select',
      meta: { name: 'Select', note: '', field: null, type: 'boolean' },
      cell: ({ row: { original } }) =>
        original.row && (
          <Checkbox
            size="xs"
            tabIndex={-1}
            className={classes.check}
            aria-label={`Select ${original.row.patientCode}, lesion ${original.row.number}`}
            checked={original.checked}
            readOnly
          />
        ),
    }),
    column('code', 84, { name: 'Code', note: 'text', field: 'code', type: 'text' }, (row) => row.patientCode),
    column(
      'patient',
      150,
      { name: 'Patient', note: 'text', field: 'patient', type: 'text' },
      (row) => row.patientLabel,
    ),
    column(
      'lesion',
      70,
      { name: 'Lesion', note: 'number', align: 'right', field: 'lesion', type: 'number' },
      (row) => row.number,
    ),
    ...(withPart
      ? [
          column('part', 66, { name: 'Part', note: 'split', field: null, type: 'text' }, (row) =>
            row.part ? <Tag tone={partTones[row.part]}>{row.part}</Tag> : '',
          ),
        ]
      : []),
    column('roi', 130, { name: 'Region', note: 'text', field: 'roi', type: 'text' }, (row) => row.roi ?? ''),
    column('source', 96, { name: 'Seed from', note: 'text', field: 'source', type: 'text' }, (row) => row.seedSource),
    column(
      'volume',
      104,
      { name: 'Volume', note: 'mm³ · number', align: 'right', field: 'volume', type: 'number' },
      (row) => (row.volumeMm3 === null ? '' : formatNumber(Math.round(row.volumeMm3))),
    ),
    column('review', 96, { name: 'Review', note: 'text', field: 'review', type: 'text' }, (row) =>
      row.review === 'unreviewed' ? '' : <Tag tone={reviewTones[row.review]}>{row.review}</Tag>,
    ),
    column('excluded', 92, { name: 'Excluded', note: 'yes/no', field: 'excluded', type: 'boolean' }, (row) =>
      row.excluded ? (
        <Tag tone="warn">excluded</Tag>
      ) : row.criterion === null ? (
        ''
      ) : (
        <Tag tone="neutral" title={row.criterion}>
          criterion
        </Tag>
      ),
    ),
    column('tags', 110, { name: 'Tags', note: 'text', field: 'tags', type: 'text' }, (row) => (
      <span className={classes.tags} title={row.tags.join(', ')}>
        {row.tags.map((tag) => (
          <Tag key={tag} tone="info">
            {tag}
          </Tag>
        ))}
      </span>
    )),
    column(
      'warnings',
      94,
      { name: 'Warnings', note: 'number', align: 'right', field: 'warnings', type: 'number' },
      (row) =>
        row.warnings.length > 0 ? (
          <span title={row.warnings.join('\n')}>
            <IconAlertTriangle size={13} aria-hidden /> {row.warnings.length}
          </span>
        ) : (
          ''
        ),
    ),
  ];
  const values = clinical.map(({ name, type, unit, level }) =>
    column(
      `clinical:${name}`,
      140,
      {
        name,
        note: columnNote(type, unit, level),
        field: `clinical:${name}`,
        type,
        ...(type === 'number' ? { align: 'right' } : {}),
      },
      (row) => cellText(row.clinical[name] ?? null),
    ),
  );
  const last = [
    column('criterion', 130, { name: 'Left out by', note: 'criterion', field: 'criterion', type: 'text' }, (row) =>
      row.criterion === null ? '' : <span title={row.criterion}>{row.criterion}</span>,
    ),
    column('note', 60, { name: 'Note', note: 'text', field: 'note', type: 'text' }, (row) =>
      row.note === '' ? (
        ''
      ) : (
        <span title={row.note}>
          <IconNote size={14} aria-label={`Note: ${row.note}`} />
        </span>
      ),
    ),
  ];
  return helper.columns([...builtIn, ...values, ...last]);
}

const typeNames = { number: 'number', text: 'text', boolean: 'yes/no' } as const;

export const columnNote = (type: Column['type'], unit: string | null, level: Column['level'] = 'patient'): string =>
  [...(unit ? [unit] : []), typeNames[type], ...(level === 'lesion' ? ['of the lesion'] : [])].join(' · ');

export function cellText(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(Number(value.toPrecision(7))).replace('-', '\u2212') : value;
}
