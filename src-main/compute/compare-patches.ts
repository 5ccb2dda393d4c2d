import { setImmediate } from 'node:timers/promises';
import { type Fingerprints, findTwins, type Twins } from '#shared/biomarker/twin-patches.ts';
import type { Task } from './task.ts';

/** Between two looks at whether somebody cancelled. */
const stepMs = 50;

/** Pairs of cubes that are nearly the same. */
export const comparePatches: Task<Fingerprints, never, Twins> = async (fingerprints, { signal, report }) => {
  const search = findTwins(fingerprints);
  let since = performance.now();
  for (let step = search.next(); ; step = search.next()) {
    if (step.done) return step.value;
    if (performance.now() - since < stepMs) continue;
    report({ done: step.value, total: 1, label: 'Comparing the cubes' });
    await setImmediate();
    signal.throwIfAborted();
    since = performance.now();
  }
};
