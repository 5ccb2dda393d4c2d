import { expect, it } from 'vitest';
import { progressShare, progressText } from '#renderer/components/progress-text.ts';
import type { Job, JobProgress } from '#shared/job.ts';

const progress: JobProgress = { done: 120, total: 500, label: 'lesions', perSecond: 4.2, secondsLeft: 90 };
const job = (part: Partial<Job>): Job =>
  ({ state: 'running', progress, startedAt: '2026-03-02T10:00:05Z', endedAt: null, ...part }) as Job;

it('tells amount, rate and time left of a running job', () => {
  expect(progressText(job({}))).toBe('lesions · 120 of 500 · 4.2 a second · 1 min 30 s left');
});
it('leaves out what is not known yet', () => {
  expect(progressText(job({ progress: { done: 0, total: 0, label: '', perSecond: null, secondsLeft: null } }))).toBe(
    'Working',
  );
});
it('tells how long a finished job took', () => {
  expect(progressText(job({ state: 'succeeded', endedAt: '2026-03-02T10:04:25Z' }))).toBe(
    '120 of 500 · took 4 min 20 s',
  );
});
it('says that a queued job waits', () => expect(progressText(job({ state: 'queued' }))).toBe('Waiting for its turn'));
it('gives no share while the amount of work is unknown, and never more than the whole', () => {
  expect([
    progressShare(job({})),
    progressShare(job({ progress: { ...progress, total: 0 } })),
    progressShare(job({ progress: { ...progress, done: 600 } })),
  ]).toEqual([0.24, null, 1]);
});
