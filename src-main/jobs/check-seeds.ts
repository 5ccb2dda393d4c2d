import { z } from 'zod';
import { cohortIdSchema, type LesionId } from '#shared/domain/ids.ts';
import type { SimilarPair } from '#shared/imaging/cube-fingerprint.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { CubeFingerprint } from '../store/seed-checks.ts';
import { readFingerprints, saveSeedCheck, seedsToCheck, setDuplicates } from '../store/seed-checks.ts';
import { defineJob } from './job-definition.ts';

/** Looks at the seeds that were not looked at where they are now; each is stored as it comes. Then compares all cubes. */
export const checkSeedsJob = defineJob({
  kind: 'check-seeds',
  input: z.object({ cohortId: cohortIdSchema }),
  async run({ cohortId }, { db, compute, signal, report, log, announce }) {
    const lesions = seedsToCheck(db, cohortId);
    const byId = new Map(lesions.map((lesion) => [lesion.id as number, lesion]));
    let flagged = 0;
    if (lesions.length === 0) log('Every seed was looked at where it is now.');
    else {
      await compute.run(
        'check-seeds',
        { lesions },
        {
          signal,
          onProgress: report,
          onLog: log,
          onItem({ id, ...seen }) {
            const { id: lesionId, seedMm } = byId.get(id)!;
            if (seen.flags.length > 0) flagged++;
            saveSeedCheck(db, { lesionId, seedMm, ...seen });
            announce('seed-checks', cohortId);
          },
        },
      );
    }
    const cubes = readFingerprints(db, cohortId);
    report({ done: 0, total: 0, label: 'Comparing the cubes' });
    const pairs = await compute.run('similar-cubes', { fingerprints: cubes.map(({ values }) => values) }, { signal });
    setDuplicates(db, cohortId, duplicateMessages(cubes, pairs));
    announce('seed-checks', cohortId);
    log(`${counted(cubes.length, 'cube')} compared: ${counted(pairs.length, 'pair')} nearly the same.`);
    return { cohortId, checked: lesions.length, flagged };
  },
});

/** Of each lesion the one it resembles most, and how many more there are. */
function duplicateMessages(cubes: readonly CubeFingerprint[], pairs: readonly SimilarPair[]): Map<LesionId, string> {
  const most = new Map<number, { other: number; correlation: number; count: number }>();
  const note = (cube: number, other: number, correlation: number): void => {
    const known = most.get(cube);
    const count = (known?.count ?? 0) + 1;
    most.set(cube, known && known.correlation >= correlation ? { ...known, count } : { other, correlation, count });
  };
  for (const { a, b, correlation } of pairs) {
    note(a, b, correlation);
    note(b, a, correlation);
  }
  return new Map(
    [...most].map(([cube, { other, correlation, count }]) => {
      const { patientCode, lesionNumber } = cubes[other]!;
      const more = count > 1 ? `, and ${counted(count - 1, 'more lesion')}` : '';
      const name = `${patientCode}, lesion ${lesionNumber}`;
      return [cubes[cube]!.lesionId, `Nearly the same voxels as ${name} (correlation ${floored(correlation)})${more}.`];
    }),
  );
}

/** Three digits, so that only what is the same is called 1.000. */
const floored = (correlation: number): string => (Math.floor(correlation * 1000) / 1000).toFixed(3);
