import { Stack, Text } from '@mantine/core';
import { countOf } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { Tag } from '#renderer/components/tag.tsx';
import type { Leakage } from '#shared/domain/leakage.ts';
import classes from './leak-list.module.css';

const kinds: Record<Leakage['kind'], string> = {
  patient: 'same patient',
  study: 'same study',
  scan: 'same scan',
  patch: 'same patch',
  pretraining: 'pre-training',
};
const columns = [
  { id: 'kind', label: 'Shared', tight: true },
  { id: 'message', label: 'What' },
];
const shown = 200;

/** What lies on both sides of a wall that it must not cross. */
export function LeakList({ leaks, total }: { leaks: readonly Leakage[]; total: number }) {
  return (
    <Stack gap={6}>
      <div className={classes.scroll}>
        <GridTable
          label={countOf(total, 'leak')}
          columns={columns}
          rows={leaks.slice(0, shown).map(({ kind, message }, id) => ({
            id,
            cells: [
              <Tag key="kind" tone="bad">
                {kinds[kind]}
              </Tag>,
              message,
            ],
          }))}
        />
      </div>
      {total > shown && (
        <Text size="xs" c="dimmed">
          and {total - Math.min(shown, leaks.length)} more
        </Text>
      )}
    </Stack>
  );
}

/** Why a split was refused: the leaks as the error lists them; it says itself how many more there are. */
export function RefusedBy({ issues }: { issues: readonly { message: string }[] }) {
  return (
    <ul className={classes.issues} aria-label="Leaks found">
      {issues.map(({ message }, index) => (
        <li key={index}>{message}</li>
      ))}
    </ul>
  );
}
