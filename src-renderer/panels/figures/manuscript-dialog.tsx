import { Modal } from '@mantine/core';
import { Pending } from '#renderer/components/pending.tsx';
import { useJobs } from '#renderer/state/jobs.ts';
import { followManuscript, useManuscripts } from '#renderer/state/manuscript.ts';
import { useCall } from '#renderer/state/use-call.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import { ManuscriptChoice } from './manuscript-choice.tsx';
import { ManuscriptOutcome } from './manuscript-outcome.tsx';

/** Writes every figure and table of a study in one go. */
export function ManuscriptDialog({ cohort, onClose }: { cohort: Cohort; onClose: () => void }) {
  const runs = useCall('runs.list', { cohortId: cohort.id }).data;
  const jobId = useManuscripts(({ jobIds }) => jobIds[cohort.id] ?? null);
  const job = useJobs(({ jobs }) => jobs.find(({ id }) => id === jobId) ?? null);
  return (
    <Modal opened onClose={onClose} title={`Manuscript set of ${cohort.name}`} size="xl">
      {job ? (
        <ManuscriptOutcome job={job} onClose={onClose} onAgain={() => followManuscript(cohort.id, null)} />
      ) : runs ? (
        <ManuscriptChoice cohort={cohort} runs={runs} onClose={onClose} />
      ) : (
        <Pending rows={4} />
      )}
    </Modal>
  );
}
