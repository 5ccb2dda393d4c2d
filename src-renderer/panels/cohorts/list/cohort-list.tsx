import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPackageImport, IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '#renderer/api.ts';
import { confirm } from '#renderer/components/confirm.tsx';
import { DropTarget } from '#renderer/components/drop-target.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { baseName, countOf, formatCount, formatTime } from '#renderer/components/format.ts';
import { GridTable, RowLink } from '#renderer/components/grid-table.tsx';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Card, Page } from '#renderer/components/page.tsx';
import { useSend } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import type { DroppedFiles } from '../import/use-import-wizard.ts';
import { OpenPackageDialog } from '../packages/open-package-dialog.tsx';
import { CohortDialog } from './cohort-dialog.tsx';
import classes from './cohort-list.module.css';

const columns = [
  { id: 'name', label: 'Cohort' },
  { id: 'description', label: 'Description' },
  { id: 'patients', label: 'Patients', align: 'right' as const },
  { id: 'scans', label: 'Scans', align: 'right' as const },
  { id: 'lesions', label: 'Lesions', align: 'right' as const },
  { id: 'created', label: 'Created', tight: true },
  { id: 'actions', label: 'Actions', hidden: true },
];

interface CohortListProps {
  cohorts: readonly Cohort[];
  /** A cohort was made for these files. */
  onNew: (started: { cohortId: CohortId; dropped: DroppedFiles }) => void;
}

/** The cohorts of the workspace; files that are dropped on it start a new one. */
export function CohortList({ cohorts, onNew }: CohortListProps) {
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const [creating, createDialog] = useDisclosure(false);
  const [packageOpen, packageDialog] = useDisclosure(false);
  const [dropped, setDropped] = useState<DroppedFiles | null>(null);
  const [edited, setEdited] = useState<Cohort | null>(null);
  const remove = useSend('cohorts.remove', { done: 'The cohort was removed.' });
  const create = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} disabled={readOnly} onClick={createDialog.open}>
      New cohort
    </Button>
  );
  const openPackage = (
    <Button
      variant="default"
      leftSection={<IconPackageImport size={15} aria-hidden />}
      disabled={readOnly}
      onClick={packageDialog.open}
    >
      Open a package
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
    <Page
      fixed
      title="Cohorts"
      actions={
        cohorts.length > 0 && (
          <>
            {openPackage}
            {create}
          </>
        )
      }
    >
      <DropTarget
        label="Drop to start a cohort with these files"
        disabled={readOnly || dropped !== null}
        pathOf={api.pathOf}
        onDropped={setDropped}
      >
        <div className={classes.body}>
          {cohorts.length === 0 ? (
            <EmptyPage
              icon={IconUsers}
              title="No cohort yet"
              description="A cohort holds patients, their CT scans, the seed points of their lesions, and clinical values. Drop a folder of scans here, or create a cohort and import into it."
            >
              {create}
              {openPackage}
              <Button variant="default" onClick={() => navigate('/start')}>
                Try the demo
              </Button>
            </EmptyPage>
          ) : (
            <Card>
              <GridTable label="Cohorts of this workspace" columns={columns} rows={rows} />
            </Card>
          )}
        </div>
      </DropTarget>
      {packageOpen && <OpenPackageDialog onClose={packageDialog.close} />}
      {dropped && (
        <CohortDialog
          cohort={null}
          proposedName={nameFor(dropped)}
          onClose={() => setDropped(null)}
          onDone={({ id }) => {
            onNew({ cohortId: id, dropped });
            navigate(`/cohorts/${id}`);
          }}
        />
      )}
      {creating && (
        <CohortDialog cohort={null} onClose={createDialog.close} onDone={({ id }) => navigate(`/cohorts/${id}`)} />
      )}
      {edited && <CohortDialog cohort={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}

/** What the files are called, without their ending. */
const nameFor = ({ paths, names }: DroppedFiles): string =>
  baseName([...paths, ...names][0] ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '');
