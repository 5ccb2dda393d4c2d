import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconArrowLeft, IconFolderDown, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '#renderer/api.ts';
import { DropTarget } from '#renderer/components/drop-target.tsx';
import { EmptyPage } from '#renderer/components/empty-page.tsx';
import { countOf } from '#renderer/components/format.ts';
import { IconButton } from '#renderer/components/icon-button.tsx';
import { Page } from '#renderer/components/page.tsx';
import { useCall } from '#renderer/state/use-call.ts';
import { useReadOnly } from '#renderer/state/use-workspace.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import type { LesionId, SplitId } from '#shared/domain/ids.ts';
import { CohortDialogs, type DialogName } from './cohort-dialogs.tsx';
import { CohortMenu } from './cohort-menu.tsx';
import classes from './cohort-view.module.css';
import { LesionDetail } from './detail/lesion-detail.tsx';
import type { DroppedFiles } from './import/use-import-wizard.ts';
import { ScanTable } from './scans/scan-table.tsx';
import { LesionTable } from './table/lesion-table.tsx';

interface CohortViewProps {
  cohort: Cohort;
  lesionId: LesionId | null;
  /** Files that were dropped on the list of cohorts to make this one. */
  dropped: DroppedFiles | null;
  onDroppedTaken: () => void;
}

type Shown = 'lesions' | 'scans';

/** One cohort: its lesions in a table with the open one beside it, or its scans. */
export function CohortView({ cohort, lesionId, dropped: first, onDroppedTaken }: CohortViewProps) {
  const [, navigate] = useLocation();
  const readOnly = useReadOnly();
  const [dropped, setDropped] = useState(first);
  const [dialog, setDialog] = useState<DialogName | null>(first ? 'import' : null);
  const [wanted, setShown] = useState<Shown | null>(null);
  const splits = useCall('splits.list', { cohortId: cohort.id }).data ?? [];
  const [splitId, setSplitId] = useState<SplitId | null>(null);
  // Scans that came without contours are where the work is.
  const shown = wanted ?? (cohort.lesionCount === 0 && cohort.scanCount > 0 ? 'scans' : 'lesions');
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
  const views = (
    <SegmentedControl<Shown>
      aria-label="Table shown"
      data={[
        { value: 'lesions', label: 'Lesions' },
        { value: 'scans', label: 'Scans' },
      ]}
      value={shown}
      onChange={setShown}
    />
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
          {cohort.lesionCount > 0 && (
            <Button variant="default" onClick={() => navigate(`/seeds/${cohort.id}`)}>
              Check seeds
            </Button>
          )}
          <Button variant="default" disabled={cohort.lesionCount === 0} onClick={() => setDialog('criteria')}>
            Criteria
          </Button>
          <Button variant="default" onClick={() => setDialog('endpoints')}>
            Endpoints
          </Button>
          <Button variant="default" onClick={() => setDialog('splits')}>
            Splits
          </Button>
          <Button variant="default" disabled={cohort.patientCount === 0} onClick={() => setDialog('expression')}>
            Expression
          </Button>
          <CohortMenu readOnly={readOnly} onOpen={setDialog} />
          {!isEmpty && importButton}
        </>
      }
    >
      <DropTarget
        label={`Drop to import into ${cohort.name}`}
        disabled={readOnly || dialog !== null}
        pathOf={api.pathOf}
        onDropped={(files) => {
          setDropped(files);
          setDialog('import');
        }}
      >
        {isEmpty ? (
          <EmptyPage
            icon={IconFolderDown}
            title="Drop a folder of scans here"
            description="A DICOM folder with contours or segmentations, a table that names images and seed points (CSV, TSV, Excel), or a public data set. Several imports into one cohort are joined by patient. Files are read where they are and never changed."
          >
            {importButton}
          </EmptyPage>
        ) : (
          <div className={classes.split}>
            {shown === 'scans' ? (
              <ScanTable cohortId={cohort.id} leading={views} />
            ) : (
              <LesionTable
                cohortId={cohort.id}
                splitId={splitId}
                leading={views}
                selectedId={lesionId}
                onSelect={(id) => navigate(`/cohorts/${cohort.id}/${id}`, { replace: lesionId !== null })}
              />
            )}
            {shown === 'lesions' && lesionId !== null && (
              <LesionDetail
                key={lesionId}
                lesionId={lesionId}
                cohortId={cohort.id}
                onClose={() => navigate(`/cohorts/${cohort.id}`)}
              />
            )}
          </div>
        )}
      </DropTarget>
      {dialog && (
        <CohortDialogs
          cohort={cohort}
          open={dialog}
          dropped={dropped}
          onOpen={setDialog}
          onClose={() => {
            setDialog(null);
            setDropped(null);
            onDroppedTaken();
          }}
        />
      )}
    </Page>
  );
}
