const cellBudget = 2_000_000;

/**
 * Watches whether a column is a property of the patient: compares each row with the first row of the same patient.
 * Looks at the leading rows only, so that its memory is bounded.
 */
export class PatientVariation {
  readonly #patientColumn: number;
  readonly #firstRows = new Map<string, readonly string[]>();
  readonly #repeated = new Set<string>();
  readonly #differing: Set<string>[];
  #cells = 0;

  constructor(patientColumn: number, columnCount: number) {
    this.#patientColumn = patientColumn;
    this.#differing = Array.from({ length: columnCount }, () => new Set<string>());
  }

  add(cells: readonly string[]): void {
    this.#cells += cells.length;
    const patient = cells[this.#patientColumn];
    if (patient === undefined || this.#cells > cellBudget) return;
    const first = this.#firstRows.get(patient);
    if (!first) {
      this.#firstRows.set(patient, cells);
      return;
    }
    this.#repeated.add(patient);
    this.#differing.forEach((patients, column) => {
      if (first[column] !== cells[column]) patients.add(patient);
    });
  }

  /** A single slip of the pen does not make a column vary: at least two patients and a tenth of those with several rows. */
  varies(column: number): boolean {
    const count = this.#differing[column]?.size ?? 0;
    return count >= 2 && count >= this.#repeated.size * 0.1;
  }
}
