import { Modal, Text } from '@mantine/core';
import { useJobs } from '#renderer/state/jobs.ts';
import { isFinished } from '#shared/job.ts';
import { ImportReport } from './import-report.tsx';

/** The reports of the imports that are still in the list of jobs, the newest first. */
export function ReportsDialog({ onClose }: { onClose: () => void }) {
  const jobs = useJobs((state) => state.jobs);
  const imports = jobs.filter(({ kind, state }) => kind === 'import' && isFinished(state));
  return (
    <Modal opened onClose={onClose} title="Reports of imports into this workspace" size={980}>
      {imports.length === 0 ? (
        <Text size="sm">No import is in the list of jobs. Cleared jobs take their reports along.</Text>
      ) : (
        <ImportReport jobs={imports} />
      )}
    </Modal>
  );
}
