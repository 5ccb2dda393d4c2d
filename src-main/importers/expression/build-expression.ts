import type { ExpressionReport } from '#shared/contract/biology.ts';
import type { ExpressionTable } from '#shared/statistics/attachments.ts';
import { matchSamples, type SamplePatient } from './match-samples.ts';
import type { NamedMatrix } from './read-matrix.ts';

type Orientation = ExpressionReport['orientation'];

export interface BuiltExpression {
  readonly table: Omit<ExpressionTable, 'name' | 'unit'>;
  readonly report: ExpressionReport;
  /** Names of samples that belong to no patient. */
  readonly unmatched: readonly string[];
}

/** The values of one gene at all samples of the file, whichever way the file lies. */
interface GeneView {
  readonly names: readonly string[];
  readonly sampleNames: readonly string[];
  at(gene: number, sample: number): number;
  isText(gene: number, sample: number): boolean;
}

function geneView(matrix: NamedMatrix, orientation: Orientation): GeneView {
  const { rowNames, columnNames, values, isText } = matrix;
  const width = columnNames.length;
  if (orientation === 'genes-in-rows') {
    return {
      names: rowNames,
      sampleNames: columnNames,
      at: (gene, sample) => values[gene * width + sample] as number,
      isText: (gene, sample) => isText[gene * width + sample] === 1,
    };
  }
  return {
    names: columnNames.map((name) => name.replace(/ \(\d+\)$/, '')),
    sampleNames: rowNames,
    at: (gene, sample) => values[sample * width + gene] as number,
    isText: (gene, sample) => isText[sample * width + gene] === 1,
  };
}

/**
 * The expression of the cohort's patients: samples matched (see `matchSamples`), of repeated genes the one with the
 * highest mean over all samples of the file (the first of equals), genes without a name or a number left out.
 */
export function buildExpression(
  matrix: NamedMatrix,
  orientation: Orientation,
  patients: readonly SamplePatient[],
  sampleColumn: string | null,
): BuiltExpression {
  const view = geneView(matrix, orientation);
  const match = matchSamples(view.sampleNames, patients, sampleColumn);
  const samples = [...match.patients.keys()].filter((sample) => match.patients[sample] !== 0);
  const { kept, repeatedGenes, emptyGenes } = keptGenes(view);

  const values = new Float32Array(kept.length * samples.length);
  let [missingCells, textCells, at] = [0, 0, 0];
  for (const gene of kept) {
    for (const sample of samples) {
      const value = view.at(gene, sample);
      values[at++] = value;
      if (!Number.isNaN(value)) continue;
      missingCells++;
      if (view.isText(gene, sample)) textCells++;
    }
  }
  const matchedPatients = Int32Array.from(samples, (sample) => match.patients[sample] as number);
  const unmatched = view.sampleNames.filter((_, sample) => match.patients[sample] === 0);
  return {
    table: { genes: kept.map((gene) => view.names[gene] as string), patients: matchedPatients, values },
    unmatched,
    report: {
      orientation,
      genes: kept.length,
      repeatedGenes,
      emptyGenes,
      samples: view.sampleNames.length,
      matched: samples.length,
      matchedLoosely: match.loosely,
      unmatched: unmatched.length - match.repeated,
      repeatedSamples: match.repeated,
      patientsWithout: patients.length - samples.length,
      missingCells,
      textCells,
      ...rangeOf(samples.length > 0 ? values : matrix.values),
    },
  };
}

function keptGenes(view: GeneView): { kept: number[]; repeatedGenes: number; emptyGenes: number } {
  const best = new Map<string, { gene: number; mean: number }>();
  let [repeatedGenes, emptyGenes] = [0, 0];
  view.names.forEach((name, gene) => {
    const mean = meanOf(view, gene);
    if (name === '' || mean === null) {
      emptyGenes++;
      return;
    }
    const known = best.get(name);
    if (known) repeatedGenes++;
    if (!known || mean > known.mean) best.set(name, { gene, mean });
  });
  const kept = [...best.values()].map(({ gene }) => gene).toSorted((a, b) => a - b);
  return { kept, repeatedGenes, emptyGenes };
}

/** Null where the gene has no value at all. */
function meanOf(view: GeneView, gene: number): number | null {
  let [sum, count] = [0, 0];
  for (let sample = 0; sample < view.sampleNames.length; sample++) {
    const value = view.at(gene, sample);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}

function rangeOf(values: Float32Array): { minimum: number | null; maximum: number | null } {
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: null, maximum: null };
}
