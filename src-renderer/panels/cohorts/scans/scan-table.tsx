import { Group, Switch, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { Pager } from '#renderer/components/pager.tsx';
import { Failed, Pending } from '#renderer/components/pending.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import { describeError } from '#renderer/state/notices.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import classes from './scan-table.module.css';

const step = 100;
const columns = [
  { id: 'code', label: 'Code', tight: true },
  { id: 'patient', label: 'Patient' },
  { id: 'scan', label: 'Scan', align: 'right' as const },
  { id: 'date', label: 'Acquired', tight: true },
  { id: 'day', label: 'Day', align: 'right' as const },
  { id: 'series', label: 'Series' },
  { id: 'modality', label: 'Modality' },
  { id: 'voxels', label: 'Voxels', tight: true },
  { id: 'spacing', label: 'Spacing, mm', tight: true },
  { id: 'lesions', label: 'Lesions', align: 'right' as const },
  { id: 'warnings', label: 'Warnings' },
];

/** The scans of a cohort by patient and day; those without lesions are where seeds are still to be clicked. */
export function ScanTable({ cohortId, leading }: { cohortId: CohortId; leading: ReactNode }) {
  const [, navigate] = useLocation();
  const answer = useCall('scans.list', { cohortId });
  const [search, setSearch] = useState('');
  const [bare, setBare] = useState(false);
  const [offset, setOffset] = useState(0);
  const wanted = search.trim().toLowerCase();
  const matching = (answer.data ?? []).filter(
    (scan) =>
      (!bare || scan.lesionCount === 0) &&
      (wanted === '' ||
        [scan.patientCode, scan.patientLabel, scan.description].some((text) => text.toLowerCase().includes(wanted))),
  );
  const shown = matching.slice(offset, offset + step);
  const rows = shown.map((scan) => ({
    id: scan.id,
    cells: [
      scan.patientCode,
      scan.source.format === 'none' ? (
        scan.patientLabel
      ) : (
        <RowLink key="patient" onClick={() => navigate(`/viewer/${scan.id}`)}>
          {scan.patientLabel}
        </RowLink>
      ),
      scan.number,
      scan.acquiredOn ?? '',
      scan.day ?? '',
      scan.description,
      scan.source.format === 'none' ? 'no pixels' : scan.modality,
      scan.geometry.size.join(' × '),
      scan.geometry.spacingMm.map((mm) => Number(mm.toFixed(2))).join(' × '),
      scan.lesionCount === 0 ? <Tag tone="warn">none</Tag> : scan.lesionCount,
      scan.warnings.length > 0 ? (
        <span key="warnings" title={scan.warnings.join('\n')}>
          {countOf(scan.warnings.length, 'warning')}
        </span>
      ) : (
        ''
      ),
    ],
  }));
  return (
    <div className={classes.pane}>
      <div className={classes.toolbar} role="toolbar" aria-label="Search and filter scans">
        {leading}
        <TextInput
          aria-label="Search by patient, code or series"
          placeholder="Patient, code or series"
          w={230}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          maxLength={200}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setOffset(0);
          }}
        />
        <Switch
          label="Without lesions alone"
          checked={bare}
          onChange={(event) => {
            setBare(event.currentTarget.checked);
            setOffset(0);
          }}
        />
        <Group ml="auto" gap="sm">
          {matching.length > step ? (
            <Pager what="scans" offset={offset} step={step} total={matching.length} onOffset={setOffset} />
          ) : (
            <Text size="xs" c="dimmed" aria-live="polite">
              {countOf(matching.length, 'scan')}
            </Text>
          )}
        </Group>
      </div>
      {answer.error && <Failed message={describeError(answer.error).message} onRetry={() => void answer.refetch()} />}
      {answer.isPending && <Pending rows={10} label="Reading the scans" />}
      <div className={classes.body}>
        {rows.length > 0 && <GridTable label="Scans" columns={columns} rows={rows} />}
        {answer.data && matching.length === 0 && (
          <Text size="sm" c="dimmed" p={16}>
            {bare && wanted === '' ? 'Every scan has a lesion.' : 'No scan matches the search.'}
          </Text>
        )}
      </div>
    </div>
  );
}
