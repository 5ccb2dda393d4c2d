import type { AggregationRule } from '../domain/entities.ts';

interface LesionOfPatient {
  readonly patientId: number;
  /** Number of the lesion within its patient. */
  readonly number: number;
  readonly volumeMm3: number | null;
}

/** A row of an analysis: the lesion that stands for it, and the lesions whose features are averaged in it. */
export interface AnalysisRow {
  /** Index of the lesion among those given. */
  readonly lead: number;
  readonly members: readonly number[];
}

/**
 * Makes rows of lesions. `each`: a row per lesion. `largest`: per patient the largest by volume, the first by number
 * among equals and where no volume is known. `mean`: per patient all lesions, led by the one that `largest` would take.
 * Rows are in the order of their first lesion.
 */
export function aggregateLesions(rule: AggregationRule, lesions: readonly LesionOfPatient[]): AnalysisRow[] {
  if (rule === 'each') return lesions.map((_, index) => ({ lead: index, members: [index] }));
  const ofPatient = new Map<number, number[]>();
  for (const [index, { patientId }] of lesions.entries()) {
    const known = ofPatient.get(patientId);
    if (known) known.push(index);
    else ofPatient.set(patientId, [index]);
  }
  return [...ofPatient.values()].map((members) => {
    const lead = members.reduce((best, index) =>
      isLarger(lesions[index] as LesionOfPatient, lesions[best] as LesionOfPatient) ? index : best,
    );
    return { lead, members: rule === 'mean' ? members : [lead] };
  });
}

function isLarger(a: LesionOfPatient, b: LesionOfPatient): boolean {
  const [first, second] = [a.volumeMm3 ?? -1, b.volumeMm3 ?? -1];
  return first === second ? a.number < b.number : first > second;
}

/**
 * The features of rows: the mean of those of their members, in double precision.
 * @param matrix lesions x dimension, row-major
 */
export function aggregateFeatures(matrix: Float32Array, dimension: number, rows: readonly AnalysisRow[]): Float32Array {
  const result = new Float32Array(rows.length * dimension);
  const sums = new Float64Array(dimension);
  for (const [index, { members }] of rows.entries()) {
    sums.fill(0);
    for (const member of members) {
      const offset = member * dimension;
      for (let n = 0; n < dimension; n++) sums[n] = (sums[n] as number) + (matrix[offset + n] as number);
    }
    for (let n = 0; n < dimension; n++) result[index * dimension + n] = (sums[n] as number) / members.length;
  }
  return result;
}
