import { benjaminiHochberg } from '../multiplicity/adjust.ts';
import type { Annotation, SizeLimits } from './annotate.ts';
import { hypergeometricUpper } from './hypergeometric.ts';
import { storeyQ } from './storey-q.ts';

export type Universe = { readonly kind: 'annotated' | 'tested' } | { readonly kind: 'number'; readonly size: number };

export interface TestedSet {
  readonly name: string;
  /** Chosen genes in the set, as positions in the list of genes. */
  readonly hits: readonly number[];
  /** Genes of the set in the universe. */
  readonly size: number;
  readonly p: number;
  /** Benjamini-Hochberg over the sets with at least one chosen gene. */
  readonly adjusted: number;
  readonly q: number;
}

export interface SetTests {
  /** Sets with at least one chosen gene, by p. */
  readonly sets: readonly TestedSet[];
  /** Chosen genes that count. */
  readonly drawn: number;
  readonly universe: number;
  /** Sets within the limits of size. */
  readonly sized: number;
  /** Size of every set in the universe, within the limits or not. */
  readonly sizes: readonly number[];
}

/**
 * Over-representation of chosen genes in each set, as clusterProfiler's `enricher` computes it (DOSE,
 * `enricher_internal`): hypergeometric upper tail; n = chosen genes with an annotation, N = annotated genes of the
 * universe, K = genes of the set in the universe, sizes limited after intersecting, adjusted over sets with a hit.
 * In the universe `tested`, genes without annotation count too; in `number`, K is the set's size in its file.
 */
export function testSets(
  { sets, isAnnotated }: Annotation,
  isChosen: Uint8Array,
  universe: Universe,
  { minSize, maxSize }: SizeLimits,
): SetTests {
  const counts = universe.kind === 'tested' ? isAnnotated.map(() => 1) : isAnnotated;
  const total = universe.kind === 'number' ? universe.size : counts.reduce((sum, one) => sum + one, 0);
  const drawn = isChosen.reduce((sum, chosen, gene) => sum + (chosen & (counts[gene] as number)), 0);
  const sizes = sets.map((set) => (universe.kind === 'number' ? set.size : set.genes.length));
  const sized = sets.flatMap((set, index) => {
    const size = sizes[index] as number;
    return size >= minSize && size <= maxSize ? [{ set, size }] : [];
  });
  const withHits = sized.flatMap(({ set, size }) => {
    const hits = Array.from(set.genes).filter((gene) => isChosen[gene] === 1);
    return hits.length === 0
      ? []
      : [{ name: set.name, hits, size, p: hypergeometricUpper(hits.length, total, size, drawn) }];
  });
  const pValues = withHits.map(({ p }) => p);
  const adjusted = benjaminiHochberg(pValues);
  const { q } = storeyQ(pValues);
  return {
    sets: withHits
      .map((set, i) => ({ ...set, adjusted: adjusted[i] as number, q: q[i] as number }))
      .toSorted((a, b) => a.p - b.p || b.hits.length / b.size - a.hits.length / a.size || (a.name < b.name ? -1 : 1)),
    drawn,
    universe: total,
    sized: sized.length,
    sizes,
  };
}
