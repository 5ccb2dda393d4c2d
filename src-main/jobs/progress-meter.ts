import type { JobProgress } from '#shared/job.ts';
import type { TaskProgress } from '../compute/task.ts';

/** The rate is that of the last ten seconds, so that it follows a slow disk or a busy machine. */
const windowMs = 10_000;

/** Turns what a job reports into what a user wants to know: how fast, and how long still. Pure but for its memory. */
export function createProgressMeter(): (progress: TaskProgress, nowMs: number) => JobProgress {
  let samples: { atMs: number; done: number }[] = [];
  return ({ done, total, label }, nowMs) => {
    const last = samples.at(-1);
    // A step back begins another count, e.g. the next phase of a job.
    if (last && done < last.done) samples = [];
    samples.push({ atMs: nowMs, done });
    while (samples.length > 2 && nowMs - samples[0]!.atMs > windowMs) samples.shift();
    const first = samples[0]!;
    const seconds = (nowMs - first.atMs) / 1000;
    const perSecond = done - first.done >= 2 && seconds > 0 ? (done - first.done) / seconds : null;
    const secondsLeft = perSecond !== null && total > 0 ? Math.max(0, total - done) / perSecond : null;
    return { done, total, label, perSecond, secondsLeft };
  };
}

/** Calls `send` at once, then at most every `everyMs`; the last value is never lost: `flush` sends it. */
export function throttled<T>(send: (value: T) => void, everyMs: number): { push(value: T): void; flush(): void } {
  let pending: { value: T } | null = null;
  let timer: NodeJS.Timeout | null = null;
  const fire = (): void => {
    timer = null;
    if (!pending) return;
    const { value } = pending;
    pending = null;
    timer = setTimeout(fire, everyMs);
    send(value);
  };
  return {
    push(value) {
      pending = { value };
      if (!timer) fire();
    },
    flush() {
      if (timer) clearTimeout(timer);
      timer = null;
      if (pending) send(pending.value);
      pending = null;
    },
  };
}
