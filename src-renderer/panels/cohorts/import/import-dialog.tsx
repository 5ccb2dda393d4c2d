import { Button, Modal, Stepper } from '@mantine/core';
import { useState } from 'react';
import { Note } from '#renderer/components/note.tsx';
import type { CohortId } from '#shared/domain/ids.ts';
import { DatasetStep } from './dataset-step.tsx';
import { DicomStep } from './dicom-step.tsx';
import { IdentityStep, identityProblem } from './identity-step.tsx';
import classes from './import-dialog.module.css';
import { ImportFooter } from './import-footer.tsx';
import { type ImportTask, startText, taskProblem, taskTitle } from './import-tasks.ts';
import { ReportStep } from './report-step.tsx';
import { SourceStep } from './source-step.tsx';
import { TableStep } from './table-step.tsx';
import { type DroppedFiles, useImportWizard } from './use-import-wizard.ts';

interface ImportDialogProps {
  cohortId: CohortId;
  /** What was dropped on the page to open it. */
  dropped: DroppedFiles | null;
  onClose: () => void;
}

/** From files to a report: what was chosen, how to read it, what becomes of names and dates, and what came of it. */
export function ImportDialog({ cohortId, dropped, onClose }: ImportDialogProps) {
  const wizard = useImportWizard(cohortId, dropped);
  const { tasks, at, identity, jobIds } = wizard;
  const [armed, setArmed] = useState(false);
  const task = tasks[at];
  const isIdentity = tasks.length > 0 && at === tasks.length;
  const problem = task ? taskProblem(task) : isIdentity ? identityProblem(identity) : null;
  const active = jobIds ? tasks.length + 2 : tasks.length > 0 ? at + 1 : 0;
  const close = () => {
    // A mapping that took minutes is not lost to one key.
    if (tasks.length > 0 && !jobIds && !armed) setArmed(true);
    else onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      title="Import into this cohort"
      size={tasks.length > 0 ? 1120 : 'lg'}
      closeOnClickOutside={false}
    >
      <Stepper
        size="xs"
        iconSize={24}
        active={active}
        allowNextStepsSelect={false}
        mb="sm"
        onStepClick={(index) => !jobIds && wizard.goTo(index - 1)}
      >
        <Stepper.Step label="Choose files" />
        {tasks.length === 0 && <Stepper.Step label="How to read them" />}
        {tasks.map((one, index) => (
          <Stepper.Step key={index} label={taskTitle(one)} description={what[one.kind]} />
        ))}
        <Stepper.Step label="Names and dates" />
        <Stepper.Step label="Report" />
      </Stepper>
      {tasks.length === 0 && (
        <SourceStep
          paths={wizard.paths}
          unplaced={wizard.unplaced}
          busy={wizard.isLooking}
          error={wizard.error}
          onPaths={wizard.setPaths}
          onDropped={(more) => void wizard.add(more)}
          onLook={(paths) => void wizard.look(paths)}
          onStopLooking={wizard.stopLooking}
          onCancel={onClose}
        />
      )}
      {task && !jobIds && <TaskStep task={task} onChange={(changed) => wizard.change(at, changed)} />}
      {isIdentity && !jobIds && <IdentityStep identity={identity} onChange={wizard.setIdentity} />}
      {tasks.length > 0 && !jobIds && (
        <>
          {wizard.error && <Note tone="bad">{wizard.error}</Note>}
          {armed && (
            <Note
              tone="warn"
              action={
                <Button size="compact-xs" variant="default" onClick={onClose}>
                  Close without importing
                </Button>
              }
            >
              Nothing was imported yet.
            </Note>
          )}
          <ImportFooter note={problem && <span className={classes.problem}>{problem}</span>}>
            <Button variant="default" onClick={() => wizard.goTo(at - 1)}>
              Back
            </Button>
            {isIdentity ? (
              <Button disabled={problem !== null} loading={wizard.isStarting} onClick={() => void wizard.start()}>
                {startText(tasks)}
              </Button>
            ) : (
              <Button disabled={problem !== null} onClick={() => wizard.goTo(at + 1)}>
                Next
              </Button>
            )}
          </ImportFooter>
        </>
      )}
      {jobIds && <ReportStep cohortId={cohortId} jobIds={jobIds} onClose={onClose} />}
    </Modal>
  );
}

const what = { table: 'Match columns', 'dicom-folder': 'Choose regions', dataset: 'Public data set' } as const;

function TaskStep({ task, onChange }: { task: ImportTask; onChange: (task: ImportTask) => void }) {
  switch (task.kind) {
    case 'table':
      return <TableStep task={task} onChange={onChange} />;
    case 'dicom-folder':
      return <DicomStep task={task} onChange={onChange} />;
    case 'dataset':
      return <DatasetStep task={task} onChange={onChange} />;
  }
}
