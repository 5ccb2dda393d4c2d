import { Button, Menu, Select } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconHistory, IconPencil, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { countOf } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Page } from '#renderer/components/page.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { LesionId, SplitId } from '#shared/domain/ids.ts';
import classes from './cohort-view.module.css';
import { LesionDetail } from './detail/lesion-detail.tsx';
import { AuditDialog } from './dialogs/audit-dialog.tsx';
import { EndpointsDialog } from './dialogs/endpoints-dialog.tsx';
import { SplitsDialog } from './dialogs/splits-dialog.tsx';
import { ExpressionDialog } from './expression/expression-dialog.tsx';
import { ImportDialog } from './import/import-dialog.tsx';
import { CohortDialog } from './list/cohort-dialog.tsx';
import { LesionTable } from './table/lesion-table.tsx';

type DialogName = 'import' | 'endpoints' | 'splits' | 'expression' | 'audit' | 'rename';

/** One cohort: its lesions in a table, the open lesion beside it. */
export function CohortView({ cohort, lesionId }: { cohort: Cohort; lesionId: LesionId | null }) {
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const splits = useCall('splits.list', { cohortId: cohort.id }).data ?? [];
  const [splitId, setSplitId] = useState<SplitId | null>(null);
  const close = () => setDialog(null);
  const counts = [
    countOf(cohort.patientCount, 'patient'),
    countOf(cohort.scanCount, 'scan'),
    countOf(cohort.lesionCount, 'lesion'),
  ];
  const isEmpty = cohort.lesionCount === 0 && cohort.patientCount === 0;
  const importButton = (
    <Button leftSection={<IconUpload size={15} aria-hidden />} disabled={readOnly} onClick={() => setDialog('import')}>
      Import
    </Button>
  );
  return (
    <Page
      fixed
      title={
        <span className={classes.title}>
          <IconButton icon={IconArrowLeft} label="All cohorts" onClick={() => navigate('/cohorts')} />
          {cohort.name}
        </span>
      }
      aside={<span>{counts.join(' · ')}</span>}
      actions={
        <>
          {splits.length > 0 && (
            <Select<SplitId>
              aria-label="Split shown in the table"
              placeholder="No split shown"
              w={150}
              clearable
              data={splits.map(({ id, name }) => ({ value: id, label: name }))}
              value={splitId}
              onChange={setSplitId}
            />
          )}
          <Button variant="default" onClick={() => setDialog('endpoints')}>
            Endpoints
          </Button>
          <Button variant="default" onClick={() => setDialog('splits')}>
            Splits
          </Button>
          <Button variant="default" disabled={cohort.patientCount === 0} onClick={() => setDialog('expression')}>
            Expression
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                More
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={15} />} disabled={readOnly} onClick={() => setDialog('rename')}>
                Rename
              </Menu.Item>
              <Menu.Item leftSection={<IconHistory size={15} />} onClick={() => setDialog('audit')}>
                History of edits
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {!isEmpty && importButton}
        </>
      }
    >
      {isEmpty ? (
        <EmptyPage
          icon={IconUpload}
          title="Nothing imported yet"
          description="Import a table that names images and seed points (CSV, TSV, Excel), or a DICOM folder with contours. Several imports into one cohort are joined by patient."
        >
          {importButton}
        </EmptyPage>
      ) : (
        <div className={classes.split}>
          <LesionTable
            cohortId={cohort.id}
            splitId={splitId}
            selectedId={lesionId}
            onSelect={(id) => navigate(`/cohorts/${cohort.id}/${id}`, { replace: lesionId !== null })}
          />
          {lesionId !== null && (
            <LesionDetail
              key={lesionId}
              lesionId={lesionId}
              cohortId={cohort.id}
              onClose={() => navigate(`/cohorts/${cohort.id}`)}
            />
          )}
        </div>
      )}
      {dialog === 'import' && <ImportDialog cohortId={cohort.id} onClose={close} />}
      {dialog === 'endpoints' && <EndpointsDialog cohortId={cohort.id} onClose={close} />}
      {dialog === 'splits' && <SplitsDialog cohortId={cohort.id} onClose={close} />}
      {dialog === 'expression' && <ExpressionDialog cohortId={cohort.id} onClose={close} />}
      {dialog === 'audit' && <AuditDialog onClose={close} />}
      {dialog === 'rename' && <CohortDialog cohort={cohort} onClose={close} />}
    </Page>
  );
}
