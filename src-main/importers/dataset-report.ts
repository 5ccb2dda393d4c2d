import type { TaskContext } from '#main/compute/task.ts';
import type { ImportedPatient, ImportItem } from '#shared/domain/imported.ts';
import { AppError, isCancelled, toWireError, type WireError } from '#shared/errors.ts';
import type { ImportTotals } from './importer.ts';

/** What became of a row or file of a data set. */
export type RowOutcome =
  | { readonly item: string; readonly outcome: 'taken' | 'corrected'; readonly message: string }
  | { readonly item: string; readonly outcome: 'refused'; readonly error: WireError };

/** Refused for a reason that the user can act on; anything else thrown is a fault of ours, or a cancel, and goes on up. */
export function refusal(item: string, error: unknown): RowOutcome {
  if (isCancelled(error) || !(error instanceof AppError)) throw error;
  return { item, outcome: 'refused', error: toWireError(error) };
}

/** Sends outcomes and patients on and counts them. */
export class DatasetReport {
  readonly totals: ImportTotals = { patients: 0, scans: 0, lesions: 0 };
  readonly #emit: TaskContext<ImportItem>['emit'];

  constructor({ emit }: Pick<TaskContext<ImportItem>, 'emit'>) {
    this.#emit = emit;
  }

  rows(outcomes: readonly RowOutcome[]): void {
    for (const row of outcomes) {
      if (row.outcome === 'refused') this.#emit({ kind: 'failure', item: row.item, error: row.error });
      else this.#emit({ kind: 'row', ...row });
    }
  }

  /** A patient without a scan is passed over. */
  patient(patient: ImportedPatient): void {
    if (patient.scans.length === 0) return;
    this.#emit({ kind: 'patient', ...patient });
    this.totals.patients++;
    this.totals.scans += patient.scans.length;
    for (const { lesions } of patient.scans) this.totals.lesions += lesions.length;
  }
}
