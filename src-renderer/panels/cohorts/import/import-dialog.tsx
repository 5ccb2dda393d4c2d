import { Modal, Stepper } from '@mantine/core';
import { useState } from 'react';
import { showJobs } from '#renderer/state/layout.ts';
import { useSend } from '#renderer/state/use-call.ts';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { DicomStep } from './dicom-step.tsx';
import { PathStep } from './path-step.tsx';
import { TableStep } from './table-step.tsx';

/** Path, then what was found there and how to read it; then the import runs as a job. */
export function ImportDialog({ cohortId, onClose }: { cohortId: CohortId; onClose: () => void }) {
  const [path, setPath] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const start = useSend('imports.start', {
    quiet: true,
    onDone: ({ jobId }) => {
      showJobs(jobId);
      onClose();
    },
  });
  const step = {
    starting: start.isPending,
    error: start.error?.message ?? null,
    onBack: () => setPreview(null),
  };
  const second = preview?.kind === 'dicom-folder' ? 'Choose regions' : 'Match columns';
  return (
    <Modal
      opened
      onClose={onClose}
      title="Import into this cohort"
      size={preview ? 980 : 'lg'}
      closeOnClickOutside={preview === null}
    >
      <Stepper
        size="xs"
        iconSize={24}
        active={preview ? 1 : 0}
        allowNextStepsSelect={false}
        onStepClick={(index) => index === 0 && setPreview(null)}
      >
        <Stepper.Step label="Choose files" />
        <Stepper.Step label={second} />
      </Stepper>
      {!preview && <PathStep path={path} onPath={setPath} onPreview={setPreview} onCancel={onClose} />}
      {preview?.kind === 'table' && (
        <TableStep
          {...step}
          preview={preview}
          onStart={(mapping) => start.mutate({ cohortId, options: { kind: 'table', path: preview.path, mapping } })}
        />
      )}
      {preview?.kind === 'dicom-folder' && (
        <DicomStep
          {...step}
          preview={preview}
          onStart={(rois) => start.mutate({ cohortId, options: { kind: 'dicom-folder', path: preview.path, rois } })}
        />
      )}
    </Modal>
  );
}
