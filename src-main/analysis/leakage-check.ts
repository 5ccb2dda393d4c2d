import { type LeakageFacts, type Link, leaksAcross, linksOf, pretrainingLeaks } from '#shared/biomarker/leakage.ts';
import type { Twins } from '#shared/biomarker/twin-patches.ts';
import type { SplitPart } from '#shared/domain/entities.ts';
import type { CohortId, ModelId, PatientId, SplitId } from '#shared/domain/ids.ts';
import type { Leakage, LeakageReport } from '#shared/domain/leakage.ts';
import { AppError } from '#shared/errors.ts';
import { fingerprintLength } from '#shared/imaging/cube-fingerprint.ts';
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

/** What compares patches: the pool of whoever asks. */
type PatchComparer = Pick<ComputePool, 'run'>;

export interface ComparisonHooks {
  readonly signal?: AbortSignal | undefined;
  /** Share of the patches that are compared, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

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
  hooks: ComparisonHooks = {},
): Promise<CohortLinks> {
  const facts = readLeakageFacts(db, cohortId);
  const prints = readFingerprints(db, cohortId);
  const twins = await compare(
    compute,
    prints,
    Int32Array.from(prints, ({ patientId }) => patientId),
    hooks,
  );
  const pairs = twins.pairs.map(({ rows: [a, b], correlation }) => ({
    patients: [prints[a]?.patientId as number, prints[b]?.patientId as number] as const,
    correlation,
  }));
  const links = linksOf(facts, { pairs, complete: twins.complete });
  const named = facts.scans.filter(({ studyUid }) => studyUid !== null).length;
  const unread = countCurrentLesions(db, cohortId) - prints.length;
  return {
    facts,
    links,
    compared: [
      `${counted(facts.patients.length, 'patient')} by identifier`,
      `${counted(facts.scans.length, 'scan')} by their headers, ${named} of them by study`,
      `${counted(prints.length - twins.blank, 'cube')} by their voxels${cubesLeftOut(unread, twins.blank)}`,
    ],
  };
}

async function compare(
  compute: PatchComparer,
  prints: readonly StoredFingerprint[],
  groups: Int32Array,
  { signal, onProgress }: ComparisonHooks,
): Promise<Twins> {
  if (new Set(groups).size < 2) return { pairs: [], complete: true, blank: 0, compared: 0 };
  const values = new Float32Array(prints.length * fingerprintLength);
  prints.forEach(({ fingerprint }, row) =>
    values.set(float32Of(fingerprint, fingerprintLength), row * fingerprintLength),
  );
  return compute.run(
    'compare-patches',
    { values, length: fingerprintLength, groups },
    { signal, onProgress: ({ done }) => onProgress?.(done) },
  );
}

function cubesLeftOut(unread: number, blank: number): string {
  const reasons = [
    ...(unread > 0 ? [`${unread} not read yet: check the seeds`] : []),
    ...(blank > 0 ? [`${blank} without any contrast left out`] : []),
  ];
  return reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
}

/** Findings that are listed one by one; of the others their number is told. */
const mostListed = 1000;

/** Everything that was found, and in words what was compared. */
interface Findings {
  readonly leaks: readonly Leakage[];
  readonly compared: readonly string[];
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
  hooks: ComparisonHooks = {},
): Promise<Findings> {
  const { facts, links, compared } = await cohortLinks(db, compute, cohortId, hooks);
  const pretraining =
    modelId === null ? null : await pretrainingOf(db, compute, { cohortId, parts, modelId }, facts, hooks);
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
  hooks: ComparisonHooks,
): Promise<Findings> {
  const { pretrainingCohortId, name } = getModel(db, modelId);
  if (pretrainingCohortId === null) {
    return { leaks: [], compared: [`not against the pre-training of “${name}”: its cohort is not named`] };
  }
  const known = readLeakageFacts(db, pretrainingCohortId);
  const cohortName =
    db.get<{ name: string }>('SELECT name FROM cohorts WHERE id = ?', [pretrainingCohortId])?.name ?? '';
  const [here, there] = [readFingerprints(db, cohortId), readFingerprints(db, pretrainingCohortId)];
  const groups = Int32Array.from([...here.map(() => 0), ...there.map(() => 1)]);
  const twins = await compare(compute, [...here, ...there], groups, hooks);
  return {
    leaks: pretrainingLeaks(
      facts,
      { ...known, name: cohortName },
      twins.pairs.map(({ rows: [row], correlation }) => ({ patientId: here[row]?.patientId as number, correlation })),
      parts,
    ),
    compared: [`against ${counted(known.patients.length, 'patient')} of the pre-training cohort “${cohortName}”`],
  };
}

/** What of a report goes to a window: the first findings, and how many there are. */
export const reportOf = ({ leaks, compared }: Findings): LeakageReport => ({
  leaks: leaks.slice(0, mostListed),
  total: leaks.length,
  compared: [...compared],
});

/** `conflict` with the list, where something is on both sides of a wall. */
export function assertNoLeaks(leaks: readonly Leakage[], whose: string): void {
  if (leaks.length === 0) return;
  const patients = new Set(leaks.flatMap((leak) => leak.patients)).size;
  const issues = leaks.slice(0, mostListed).map(({ kind, message }) => ({ path: kind as string, message }));
  const rest = leaks.length - issues.length;
  if (rest > 0) issues.push({ path: 'more', message: `and ${counted(rest, 'more finding')}.` });
  throw new AppError(
    'conflict',
    `${whose} would leak: ${counted(patients, 'patient')} ${patients === 1 ? 'is' : 'are'} concerned by ${counted(leaks.length, 'finding')}. ${leaks[0]?.message}`,
    { issues },
  );
}

/** Refuses to train or test on a split that leaks, or whose test part the model saw when it was pre-trained. */
export async function assertSplitSound(
  db: ReadDb,
  compute: PatchComparer,
  { splitId, modelId }: { splitId: SplitId; modelId: ModelId },
  hooks: ComparisonHooks = {},
): Promise<void> {
  const { cohortId, name } = getSplit(db, splitId);
  const { leaks } = await findLeaks(db, compute, { cohortId, parts: readSplitParts(db, splitId), modelId }, hooks);
  assertNoLeaks(leaks, `The split “${name}”`);
}
