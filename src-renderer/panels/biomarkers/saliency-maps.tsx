import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { confirm } from '#renderer/components/confirm.tsx';
import { countOf, formatTime } from '#renderer/components/format.ts';
import { GridTable } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card } from '#renderer/components/page.tsx';
import { useCall, useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Run } from '#shared/domain/entities.ts';
import { type SaliencyRecord, saliencyMethodText } from '#shared/domain/saliency.ts';
import classes from './run-detail.module.css';
import { SaliencyDialog } from './saliency-dialog.tsx';

const columns = [
  { id: 'lesions', label: 'Lesions' },
  { id: 'class', label: 'Class explained' },
  { id: 'method', label: 'Method' },
  { id: 'made', label: 'Made', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

/** Saliency maps of the run: what is there, and more of them. */
export function SaliencyMaps({ run }: { run: Run }) {
  const maps = useCall('saliency.list', { runId: run.id }).data ?? [];
  const readOnly = useReadOnly();
  const [, navigate] = useLocation();
  const [starting, dialog] = useDisclosure(false);
  const remove = useSend('saliency.remove', { done: 'The saliency maps were removed.' });
  const rows = groups(maps).map(({ method, className, members }, index) => ({
    id: index,
    cells: [
      namesOf(members),
      className,
      method,
      formatTime(members[0]?.createdAt ?? ''),
      <Group key="actions" justify="flex-end">
        <IconButton
          icon={IconTrash}
          label={`Remove ${countOf(members.length, 'map')} of ${className}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove these saliency maps?',
              message: 'They can be made again with the same settings. Kept figures stay.',
              label: 'Remove',
              onConfirm: () => remove.mutate({ saliencyIds: members.map(({ id }) => id) }),
            })
          }
        />
      </Group>,
    ],
  }));
  return (
    <Card
      title="Saliency maps"
      actions={
        <Group gap={6}>
          {maps.length > 0 && (
            <Button variant="light" onClick={() => navigate(`/statistics/${run.cohortId}/${run.id}`)}>
              Open in Statistics
            </Button>
          )}
          <Button variant="light" disabled={readOnly} onClick={dialog.open}>
            Map saliency
          </Button>
        </Group>
      }
    >
      {rows.length > 0 ? (
        <GridTable label={`Saliency maps of ${run.name}`} columns={columns} rows={rows} />
      ) : (
        <Text size="xs" c="dimmed" className={classes.facts}>
          Where in the image do the predictions come from? Map some lesions, then open Saliency maps in Statistics.
        </Text>
      )}
      {starting && <SaliencyDialog run={run} onClose={dialog.close} />}
    </Card>
  );
}

interface MapGroup {
  readonly method: string;
  readonly className: string;
  readonly members: SaliencyRecord[];
}

/** Maps of the same settings and class together, the newest first. */
function groups(maps: readonly SaliencyRecord[]): MapGroup[] {
  const found = new Map<string, MapGroup>();
  for (const map of maps) {
    const method = saliencyMethodText(map.method, map.settings);
    const key = `${method} ${map.className}`;
    const group = found.get(key) ?? { method, className: map.className, members: [] };
    group.members.push(map);
    found.set(key, group);
  }
  return [...found.values()];
}

const mostNames = 6;

/** The first few study codes; a moved seed makes a map old. */
function namesOf(members: readonly SaliencyRecord[]): string {
  const names = members
    .slice(0, mostNames)
    .map(({ patientCode, lesionNumber, current }) => `${patientCode}-${lesionNumber}${current ? '' : ' (seed moved)'}`);
  const more = members.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
