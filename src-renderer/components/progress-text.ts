import type { Job } from '#shared/job.ts';
import { formatCount, formatDuration } from './format.ts';

/** Share of the work done, 0 to 1; null while the amount of work is not known. */
export const progressShare = ({ progress }: Pick<Job, 'progress'>): number | null =>
  progress.total > 0 ? Math.min(progress.done / progress.total, 1) : null;

/** `120 of 500 · 4.2 a second · 1 min 30 s left`, or how long it took. */
export function progressText(job: Pick<Job, 'state' | 'progress' | 'startedAt' | 'endedAt'>): string {
  const { done, total, label, perSecond, secondsLeft } = job.progress;
  if (job.state === 'queued') return 'Waiting for its turn';
  const amount = total > 0 ? `${formatCount(done)} of ${formatCount(total)}` : done > 0 ? formatCount(done) : '';
  if (job.state === 'running') {
    const rate = perSecond === null ? '' : `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)} a second`;
    const left = secondsLeft === null ? '' : `${formatDuration(secondsLeft)} left`;
    return [label, amount, rate, left].filter((part) => part !== '').join(' · ') || 'Working';
  }
  const took = job.startedAt && job.endedAt ? (Date.parse(job.endedAt) - Date.parse(job.startedAt)) / 1000 : null;
  return [amount, took === null ? '' : `took ${formatDuration(took)}`].filter((part) => part !== '').join(' · ');
}
