import { leaksAcross, linkedGroups } from '#shared/biomarker/leakage.ts';
import { type SplitPart, splitParts } from '#shared/domain/entities.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import type { Leakage } from '#shared/domain/leakage.ts';
import { AppError } from '#shared/errors.ts';
import { cellText, matchesText } from '#shared/statistics/data-table.ts';
import { findColumn, readClinicalRows } from '../store/clinical.ts';
import type { ReadDb } from '../store/database.ts';
import { readLesionRows } from '../store/lesion-values.ts';
import { assertNoLeaks, type CohortLinks } from './leakage-check.ts';

export interface Prescription {
  readonly cohortId: CohortId;
  readonly column: string;
  /** Values of the column per part. */
  readonly parts: Readonly<Record<SplitPart, readonly string[]>>;
  /** What becomes of patients on both sides of a wall. */
  readonly resolve: 'refuse' | SplitPart | 'leave-out';
}

/**
 * The part of each patient that a column prescribes. A patient whose lesions are prescribed several parts, or who shares
 * a study, scan or patch with one of another part, is a leak: `conflict` with the list, or resolved as asked, together
 * with all that is linked.
 */
export function prescribedParts(
  db: ReadDb,
  { cohortId, column, parts, resolve }: Prescription,
  { facts, links }: CohortLinks,
): Map<PatientId, SplitPart> {
  const wanted = wantedParts(db, cohortId, column, parts);
  const single = new Map([...wanted].map(([id, set]) => [id, [...set].join(' and ')]));
  const leaks = [...divided(wanted, facts), ...leaksAcross(links, facts, single)];
  if (resolve === 'refuse') {
    assertNoLeaks(leaks, `The split that “${column}” prescribes`);
  }
  const groupOf = linkedGroups(links, [...wanted.keys()]);
  const ofGroup = new Map<number, Set<SplitPart>>();
  for (const [id, set] of wanted) {
    const group = groupOf.get(id) as number;
    ofGroup.set(group, new Set([...(ofGroup.get(group) ?? []), ...set]));
  }
  const result = new Map<PatientId, SplitPart>();
  for (const id of wanted.keys()) {
    const [part, ...others] = ofGroup.get(groupOf.get(id) as number) as Set<SplitPart>;
    if (others.length === 0) result.set(id, part as SplitPart);
    else if (resolve !== 'leave-out' && resolve !== 'refuse') result.set(id, resolve);
  }
  if (result.size === 0) {
    throw new AppError(
      'invalid-input',
      `No patient is left: “${column}” puts none of them, or each of them twice, in a part.`,
    );
  }
  return result;
}

/** The parts that the column gives to a patient or to their lesions; patients of none are not there. */
function wantedParts(
  db: ReadDb,
  cohortId: CohortId,
  column: string,
  parts: Prescription['parts'],
): Map<PatientId, Set<SplitPart>> {
  const known = findColumn(db, cohortId, column);
  if (!known) {
    const message = `There is no column “${column}” in this cohort.`;
    throw new AppError('invalid-input', message, { issues: [{ path: 'column', message }] });
  }
  assertDistinct(parts);
  const rows =
    known.level === 'patient' ? readClinicalRows(db, cohortId, [column]) : readLesionRows(db, cohortId, [column]);
  const wanted = new Map<PatientId, Set<SplitPart>>();
  for (const { patientId, cells } of rows) {
    const text = cellText(cells[column] ?? null);
    const part = splitParts.find((one) => parts[one].some((value) => matchesText(text, value)));
    if (part) wanted.set(patientId, (wanted.get(patientId) ?? new Set()).add(part));
  }
  return wanted;
}

function assertDistinct(parts: Prescription['parts']): void {
  const seen = new Set<string>();
  for (const value of splitParts.flatMap((part) => [...new Set(parts[part])])) {
    if (seen.has(value)) {
      const message = `The value “${value}” is given to two parts.`;
      throw new AppError('invalid-input', message, { issues: [{ path: 'parts', message }] });
    }
    seen.add(value);
  }
}

/** Patients whose own lesions would lie in two parts. */
function divided(wanted: ReadonlyMap<PatientId, ReadonlySet<SplitPart>>, facts: CohortLinks['facts']): Leakage[] {
  const codes = new Map(facts.patients.map(({ id, code }) => [id, code]));
  return [...wanted].flatMap(([id, set]): Leakage[] => {
    if (set.size < 2) return [];
    const code = codes.get(id) ?? '';
    const parts = splitParts.filter((part) => set.has(part));
    return [{ kind: 'patient', message: `${code} has lesions in ${parts.join(' and ')}.`, patients: [code], parts }];
  });
}
