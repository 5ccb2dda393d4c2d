import { type LeakageFacts, type Link, leaksAcross, linksOf, pretrainingLeaks } from '#shared/biomarker/leakage.ts';
import type { TwinRows } from '#shared/biomarker/twin-patches.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, ModelId, PatientId, SplitId } from '#shared/domain/ids.ts';
import type { Leakage, LeakageReport } from '#shared/domain/leakage.ts';
import { AppError } from '#shared/errors.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { ReadDb } from '../store/database.ts';
import {
  countCurrentLesions,
  readFingerprints,
  readLeakageFacts,
  type StoredFingerprint,
} from '../store/leakage-facts.ts';
import { getModel } from '../store/models.ts';
import { getSplit, readSplitParts } from '../store/splits.ts';
import { float32Of } from '../store/vectors.ts';

const fingerprintLength = 512;

/** What compares patches: the pool of whoever asks. */
export type PatchComparer = Pick<ComputePool, 'run'>;

/** What the patients of a cohort share with each other, and what was compared to find out. */
export interface CohortLinks {
  readonly facts: LeakageFacts;
  readonly links: readonly Link[];
  readonly compared: readonly string[];
}

export async function cohortLinks(
  db: ReadDb,
  compute: PatchComparer,
  cohortId: CohortId,
  signal?: AbortSignal,
): Promise<CohortLinks> {
  const facts = readLeakageFacts(db, cohortId);
  const prints = readFingerprints(db, cohortId);
  const twins = await compare(
    compute,
    prints,
    Int32Array.from(prints, ({ patientId }) => patientId),
    signal,
  );
  const links = linksOf(
    facts,
    twins.map(({ rows: [a, b], correlation }) => ({
      patients: [prints[a]?.patientId as number, prints[b]?.patientId as number],
      correlation,
    })),
  );
  const named = facts.scans.filter(({ studyUid }) => studyUid !== null).length;
  const unread = countCurrentLesions(db, cohortId) - prints.length;
  return {
    facts,
    links,
    compared: [
      `${counted(facts.patients.length, 'patient')} by identifier`,
      `${counted(facts.scans.length, 'scan')} by their headers, ${named} of them by study`,
      `${counted(prints.length, 'cube')} by their voxels${unread > 0 ? ` (${unread} not read yet: check the seeds)` : ''}`,
    ],
  };
}

async function compare(
  compute: PatchComparer,
  prints: readonly StoredFingerprint[],
  groups: Int32Array,
  signal?: AbortSignal,
): Promise<TwinRows[]> {
  if (new Set(groups).size < 2) return [];
  const values = new Float32Array(prints.length * fingerprintLength);
  prints.forEach(({ fingerprint }, row) =>
    values.set(float32Of(fingerprint, fingerprintLength), row * fingerprintLength),
  );
  return compute.run('compare-patches', { values, length: fingerprintLength, groups }, signal ? { signal } : {});
}

interface LeakageQuestion {
  readonly cohortId: CohortId;
  /** Null: everything that a split would have to keep together. */
  readonly parts: ReadonlyMap<PatientId, SplitPart> | null;
  /** Null: pre-training is not asked about. */
  readonly modelId: ModelId | null;
}

/** Everything on both sides of the walls of a split, and in the test part and the pre-training of a model. */
export async function findLeaks(
  db: ReadDb,
  compute: PatchComparer,
  { cohortId, parts, modelId }: LeakageQuestion,
  signal?: AbortSignal,
): Promise<LeakageReport> {
  const { facts, links, compared } = await cohortLinks(db, compute, cohortId, signal);
  const pretraining =
    modelId === null ? null : await pretrainingOf(db, compute, { cohortId, parts, modelId }, facts, signal);
  return {
    leaks: [...leaksAcross(links, facts, parts), ...(pretraining?.leaks ?? [])],
    compared: [...compared, ...(pretraining?.compared ?? [])],
  };
}

async function pretrainingOf(
  db: ReadDb,
  compute: PatchComparer,
  { cohortId, parts, modelId }: LeakageQuestion & { modelId: ModelId },
  facts: LeakageFacts,
  signal?: AbortSignal,
): Promise<LeakageReport> {
  const { pretrainingCohortId, name } = getModel(db, modelId);
  if (pretrainingCohortId === null) {
    return { leaks: [], compared: [`not against the pre-training of “${name}”: its cohort is not named`] };
  }
  const known = readLeakageFacts(db, pretrainingCohortId);
  const cohortName =
    db.get<{ name: string }>('SELECT name FROM cohorts WHERE id = ?', [pretrainingCohortId])?.name ?? '';
  const [here, there] = [readFingerprints(db, cohortId), readFingerprints(db, pretrainingCohortId)];
  const groups = Int32Array.from([...here.map(() => 0), ...there.map(() => 1)]);
  const twins = await compare(compute, [...here, ...there], groups, signal);
  return {
    leaks: pretrainingLeaks(
      facts,
      { ...known, name: cohortName },
      twins.map(({ rows: [row], correlation }) => ({ patientId: here[row]?.patientId as number, correlation })),
      parts,
    ),
    compared: [`against ${counted(known.patients.length, 'patient')} of the pre-training cohort “${cohortName}”`],
  };
}

/** `conflict` with the list, where something is on both sides of a wall. */
export function assertNoLeaks(leaks: readonly Leakage[], whose: string): void {
  if (leaks.length === 0) return;
  const patients = new Set(leaks.flatMap((leak) => leak.patients)).size;
  throw new AppError(
    'conflict',
    `${whose} would leak: ${counted(patients, 'patient')} ${patients === 1 ? 'is' : 'are'} concerned by ${counted(leaks.length, 'finding')}. ${leaks[0]?.message}`,
    { issues: leaks.map(({ kind, message }) => ({ path: kind, message })) },
  );
}

/** Refuses to train or test on a split that leaks, or whose test part the model saw when it was pre-trained. */
export async function assertSplitSound(
  db: ReadDb,
  compute: PatchComparer,
  { splitId, modelId }: { splitId: SplitId; modelId: ModelId },
  signal?: AbortSignal,
): Promise<void> {
  const { cohortId, name } = getSplit(db, splitId);
  const { leaks } = await findLeaks(db, compute, { cohortId, parts: readSplitParts(db, splitId), modelId }, signal);
  assertNoLeaks(leaks, `The split “${name}”`);
}
