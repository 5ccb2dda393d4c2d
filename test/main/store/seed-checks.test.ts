import { expect, test } from 'vitest';
import { setExcluded, setSeed } from '#main/store/lesions.ts';
import {
  readFingerprints,
  readSeedWall,
  readWallPlanes,
  saveSeedCheck,
  seedsToCheck,
  setDuplicates,
} from '#main/store/seed-checks.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import type { SeedFlag } from '#shared/domain/seed-check.ts';
import { cohortOf, lesionIdsOf, temporaryWorkspace, who } from './fixture.ts';

const border: SeedFlag = { kind: 'border', message: 'The cube reaches beyond the scan: 4 mm at the head.' };

function checkedCohort(flags: readonly (readonly SeedFlag[])[]) {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, flags.length + 1);
  const ids = lesionIdsOf(db, cohort);
  flags.forEach((some, n) => {
    saveSeedCheck(db, {
      lesionId: ids[n]!,
      seedMm: [n + 1, 0, 0],
      flags: some,
      fingerprint: Float32Array.from({ length: 512 }, (_, at) => at + n),
      planes: Int16Array.from({ length: 15_000 }, (_, at) => at - 1024 * n),
    });
  });
  const show = (which: Parameters<typeof readSeedWall>[1]['show'], offset = 0, limit = 60) =>
    readSeedWall(db, { cohortId: cohort.id, show: which, offset, limit });
  return { db, cohort, ids, show };
}

test('pictures, fingerprints and flags come back as they went in', () => {
  const { db, cohort, ids, show } = checkedCohort([[border], []]);
  expect(readWallPlanes(db, ids[1]!)?.slice(0, 3)).toEqual(Int16Array.of(-1024, -1023, -1022));
  expect(readWallPlanes(db, ids[2]!)).toBeNull();
  expect(readFingerprints(db, cohort.id)).toMatchObject([
    { lesionId: ids[0], lesionNumber: 1 },
    { lesionId: ids[1], lesionNumber: 1 },
  ]);
  expect(readFingerprints(db, cohort.id)[1]?.values[511]).toBe(512);
  const { rows, counts, total } = show('all');
  expect(rows.map(({ lesion, flags }) => [lesion.id, flags])).toEqual([
    [ids[0], [border]],
    [ids[1], []],
    [ids[2], []],
  ]);
  expect(rows[2]?.checkedAt).toBeNull();
  expect(total).toBe(3);
  expect(counts).toEqual({ all: 3, flagged: 1, unreviewed: 3, queried: 0, excluded: 0, unchecked: 1 });
});

test('a seed that moved is unchecked until it is moved back', () => {
  const { db, cohort, ids, show } = checkedCohort([[border], []]);
  const toCheck = () => seedsToCheck(db, cohort.id).map(({ id }) => id);
  expect(toCheck()).toEqual([ids[2]]);
  setSeed(db, ids[0]!, [5, 5, 5], who);
  expect(toCheck()).toEqual([ids[0], ids[2]]);
  expect(readWallPlanes(db, ids[0]!)).toBeNull();
  expect(show('flagged').rows).toEqual([]);
  setSeed(db, ids[0]!, [1, 0, 0], who);
  expect(toCheck()).toEqual([ids[2]]);
  expect(show('flagged').total).toBe(1);
});

test('what could not be read is looked at again, and is not unchecked', () => {
  const { db, cohort, ids, show } = checkedCohort([[{ kind: 'unreadable', message: '1.dcm is cut short.' }]]);
  expect(seedsToCheck(db, cohort.id).map(({ id }) => id)).toEqual([ids[0], ids[1]]);
  expect(show('all').counts.unchecked).toBe(1);
});

test('tabs and pages', () => {
  const { db, ids, show } = checkedCohort([[border], [border], [], []]);
  setExcluded(db, ids[1]!, true, who);
  const shown = (...what: Parameters<typeof show>): LesionId[] => show(...what).rows.map(({ lesion }) => lesion.id);
  expect(shown('flagged')).toEqual([ids[0]]);
  expect(shown('excluded')).toEqual([ids[1]]);
  expect(shown('unreviewed')).toEqual([ids[0], ids[2], ids[3], ids[4]]);
  expect(shown('all', 2, 2)).toEqual([ids[2], ids[3]]);
  expect(show('all', 2, 2).total).toBe(5);
});

test('duplicates replace what was said of duplicates, and nothing else', () => {
  const { db, cohort, ids, show } = checkedCohort([[border], []]);
  const flags = () => show('all').rows.map((row) => row.flags.map(({ kind }) => kind));
  setDuplicates(db, cohort.id, new Map([[ids[0]!, 'Nearly the same voxels as P0002, lesion 1.']]));
  expect(flags()).toEqual([['border', 'duplicate'], [], []]);
  setDuplicates(db, cohort.id, new Map([[ids[1]!, 'Nearly the same voxels as P0001, lesion 1.']]));
  expect(flags()).toEqual([['border'], ['duplicate'], []]);
});
