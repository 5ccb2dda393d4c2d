import { AppError } from '../../errors.ts';
import { median } from '../../numerics/quantile.ts';
import type { ExpressionTable } from '../attachments.ts';
import type { ExpressionParams } from './params.ts';

export interface FilteredGenes {
  /** Positions in `expression.genes`, ascending. */
  readonly genes: Int32Array;
  /** For caption and Methods: how these genes were chosen. */
  readonly phrase: string;
  readonly warnings: readonly string[];
}

/**
 * The genes to test, chosen by expression alone over all samples of the table. The study's filter keeps genes whose
 * mean is above the mean of all gene means and of those the `genesKept` of largest standard deviation (n - 1). Genes
 * that are constant or have fewer than five values are never kept. Of centred values (z-scores) means and spreads were
 * made equal, so that the study's filter has nothing to see: all genes are kept and a warning says so.
 */
export function filterGenes(
  expression: ExpressionTable,
  { geneFilter, genesKept }: Pick<ExpressionParams, 'geneFilter' | 'genesKept'>,
): FilteredGenes {
  const moments = geneMoments(expression);
  const usable = Array.from(expression.genes.keys()).filter((gene) => (moments.spreads[gene] as number) > 0);
  if (usable.length === 0)
    throw new AppError('invalid-input', `No gene of “${expression.name}” varies between the patients.`);
  const centred = isCentred(moments, usable);
  const dropped = expression.genes.length - usable.length;
  const warnings = dropped === 0 ? [] : [`${dropped} genes are constant or hardly measured and were left out.`];
  if (geneFilter === 'all' || (geneFilter === 'study' && centred)) {
    return {
      genes: Int32Array.from(usable),
      phrase: `all ${usable.length} genes of the table`,
      warnings:
        geneFilter === 'all'
          ? warnings
          : [
              ...warnings,
              'The values are centred gene by gene (z-scores): the study’s filter by mean and spread cannot be applied to them, and all genes of the table were tested.',
            ],
    };
  }
  const overall = usable.reduce((sum, gene) => sum + (moments.means[gene] as number), 0) / usable.length;
  const candidates =
    geneFilter === 'study' ? usable.filter((gene) => (moments.means[gene] as number) > overall) : usable;
  const kept = candidates
    .toSorted((a, b) => (moments.spreads[b] as number) - (moments.spreads[a] as number) || a - b)
    .slice(0, genesKept)
    .toSorted((a, b) => a - b);
  return {
    genes: Int32Array.from(kept),
    phrase: `the ${kept.length} genes of largest standard deviation among ${candidates.length}${geneFilter === 'study' ? ' whose mean expression is above the overall mean' : ''} (of ${usable.length})`,
    warnings,
  };
}

interface Moments {
  readonly means: Float64Array;
  /** Standard deviations; 0 for a constant gene or one with fewer than five values. */
  readonly spreads: Float64Array;
}

function geneMoments({ genes, patients, values }: ExpressionTable): Moments {
  const width = patients.length;
  const means = new Float64Array(genes.length);
  const spreads = new Float64Array(genes.length);
  for (let gene = 0; gene < genes.length; gene++) {
    const row = values.subarray(gene * width, (gene + 1) * width).filter((value) => !Number.isNaN(value));
    if (row.length < 5) continue;
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    means[gene] = mean;
    spreads[gene] = Math.sqrt(squares / (row.length - 1));
  }
  return { means, spreads };
}

/** Gene means that lie closer together than half of what a gene varies, about 0: as no logarithmic table has them. */
function isCentred({ means, spreads }: Moments, genes: readonly number[]): boolean {
  const typicalSpread = median(genes.map((gene) => spreads[gene] as number));
  return median(genes.map((gene) => Math.abs(means[gene] as number))) < 0.5 * typicalSpread;
}
