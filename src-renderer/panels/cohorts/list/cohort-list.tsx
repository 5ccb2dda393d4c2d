import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { confirm } from '#renderer/components/confirm.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { countOf, formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card, Page } from '#renderer/components/page.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import { CohortDialog } from './cohort-dialog.tsx';

const columns = [
  { id: 'name', label: 'Cohort' },
  { id: 'description', label: 'Description' },
  { id: 'patients', label: 'Patients', align: 'right' as const },
  { id: 'scans', label: 'Scans', align: 'right' as const },
  { id: 'lesions', label: 'Lesions', align: 'right' as const },
  { id: 'created', label: 'Created', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

export function CohortList({ cohorts }: { cohorts: readonly Cohort[] }) {
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const [creating, createDialog] = useDisclosure(false);
  const [edited, setEdited] = useState<Cohort | null>(null);
  const remove = useSend('cohorts.remove', { done: 'The cohort was removed.' });
  const create = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} disabled={readOnly} onClick={createDialog.open}>
      New cohort
    </Button>
  );
  const rows = cohorts.map((cohort) => ({
    id: cohort.id,
    cells: [
      <RowLink key="name" onClick={() => navigate(`/cohorts/${cohort.id}`)}>
        {cohort.name}
      </RowLink>,
      cohort.description,
      formatCount(cohort.patientCount),
      formatCount(cohort.scanCount),
      formatCount(cohort.lesionCount),
      formatTime(cohort.createdAt),
      <Group key="actions" gap={2} wrap="nowrap" justify="flex-end">
        <IconButton
          icon={IconPencil}
          label={`Rename ${cohort.name}`}
          disabled={readOnly}
          onClick={() => setEdited(cohort)}
        />
        <IconButton
          icon={IconTrash}
          label={`Remove ${cohort.name}`}
          disabled={readOnly}
          onClick={() =>
            confirm({
              title: 'Remove this cohort?',
              message: `${cohort.name}: ${countOf(cohort.patientCount, 'patient')} and ${countOf(cohort.lesionCount, 'lesion')} leave the workspace, with their features, biomarkers and figures. This can be undone; the image files stay as they are.`,
              label: 'Remove cohort',
              onConfirm: () => remove.mutate({ cohortId: cohort.id }),
            })
          }
        />
      </Group>,
    ],
  }));
  return (
    <Page title="Cohorts" actions={cohorts.length > 0 && create}>
      {cohorts.length === 0 ? (
        <EmptyPage
          icon={IconUsers}
          title="No cohort yet"
          description="A cohort holds patients, their CT scans, the seed points of their lesions, and clinical values. Create one, then import a table or a DICOM folder."
        >
          {create}
          <Button variant="default" onClick={() => navigate('/start')}>
            Try the demo
          </Button>
        </EmptyPage>
      ) : (
        <Card>
          <GridTable label="Cohorts of this workspace" columns={columns} rows={rows} />
        </Card>
      )}
      {creating && (
        <CohortDialog cohort={null} onClose={createDialog.close} onDone={({ id }) => navigate(`/cohorts/${id}`)} />
      )}
      {edited && <CohortDialog cohort={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
