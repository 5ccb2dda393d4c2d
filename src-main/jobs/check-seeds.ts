import { z } from 'zod';
import { mostTwins, type TwinRows } from '#shared/biomarker/twin-patches.ts';
import { cohortIdSchema, type LesionId } from '#shared/domain/ids.ts';
import { fingerprintLength } from '#shared/imaging/cube-fingerprint.ts';
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
    const values = new Float32Array(cubes.length * fingerprintLength);
    cubes.forEach((cube, row) => values.set(cube.values, row * fingerprintLength));
    const { pairs, complete, blank } = await compute.run(
      'compare-patches',
      { values, length: fingerprintLength, groups: Int32Array.from(cubes.keys()) },
      { signal, onProgress: report },
    );
    setDuplicates(db, cohortId, duplicateMessages(cubes, pairs));
    announce('seed-checks', cohortId);
    const found = complete ? counted(pairs.length, 'pair') : `more than ${mostTwins} pairs`;
    const left = blank > 0 ? ` ${counted(blank, 'cube')} without any contrast left out.` : '';
    log(`${counted(cubes.length, 'cube')} compared: ${found} nearly the same.${left}`);
    return { cohortId, checked: lesions.length, flagged };
  },
});

/** Of each lesion the one it resembles most, and how many more there are. */
function duplicateMessages(cubes: readonly CubeFingerprint[], pairs: readonly TwinRows[]): Map<LesionId, string> {
  const most = new Map<number, { other: number; correlation: number; count: number }>();
  const note = (cube: number, other: number, correlation: number): void => {
    const known = most.get(cube);
    const count = (known?.count ?? 0) + 1;
    most.set(cube, known && known.correlation >= correlation ? { ...known, count } : { other, correlation, count });
  };
  for (const { rows, correlation } of pairs) {
    const [a, b] = rows;
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
