import { type Fingerprints, findTwins, type TwinRows } from '#shared/biomarker/twin-patches.ts';
import type { Task } from './task.ts';

export const comparePatches: Task<Fingerprints, never, TwinRows[]> = async (fingerprints) => findTwins(fingerprints);
