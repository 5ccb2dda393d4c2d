import type { JobId } from '#shared/domain/ids.ts';
import { cancelled, fromWireError } from '#shared/errors.ts';
import { isFinished, type Job, type JobFailure } from '#shared/job.ts';
import type { MainSide } from '../main-side.ts';
import { clientOf } from './reply.ts';
import type { VerbIo } from './verb.ts';

const noteEveryMs = 2000;

/**
 * Follows a job to its end with a line of progress every two seconds, and lists what failed. An interruption cancels
 * the job. A job that failed is thrown as its error.
 */
export async function followJob(
  mainSide: MainSide,
  jobId: JobId,
  io: VerbIo,
): Promise<{ job: Job; failures: JobFailure[] }> {
  const client = clientOf(mainSide);
  let lastLabel = '';
  let lastNoteMs = 0;
  const ended = new Promise<void>((resolve) => {
    const look = (job: Job): void => {
      const nowMs = performance.now();
      if (job.progress.label !== lastLabel || nowMs - lastNoteMs > noteEveryMs) {
        if (job.state === 'running' && job.progress.label) io.note(progressLine(job));
        lastLabel = job.progress.label;
        lastNoteMs = nowMs;
      }
      if (!isFinished(job.state)) return;
      stop();
      resolve();
    };
    const stop = mainSide.subscribe((event) => {
      if (event.name === 'job.changed' && event.payload.id === jobId) look(event.payload as Job);
    });
    void client['jobs.get']({ jobId }).then(({ job }) => look(job));
    io.signal.addEventListener('abort', () => void client['jobs.cancel']({ jobId }).catch(() => undefined), {
      once: true,
    });
  });
  await ended;
  const { job, failures } = await client['jobs.get']({ jobId });
  for (const { item, error } of failures) io.note(`${item}: ${error.message}`);
  if (job.state === 'cancelled') throw cancelled();
  if (job.error) throw fromWireError(job.error);
  return { job, failures };
}

function progressLine({ progress: { done, total, label, secondsLeft } }: Job): string {
  const share = total > 0 ? ` ${done}/${total}` : done > 0 ? ` ${done}` : '';
  const left = secondsLeft !== null && secondsLeft >= 2 ? `, ${Math.round(secondsLeft)} s left` : '';
  return `${label}${share}${left}`;
}
