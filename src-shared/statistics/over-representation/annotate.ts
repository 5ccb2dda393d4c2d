import type { GeneSetCollection } from '../attachments.ts';

/** A gene set as far as it was measured. */
export interface MeasuredSet {
  readonly name: string;
  /** Positions in the list of genes, each once. */
  readonly genes: Int32Array;
  /** Genes of the set in its file. */
  readonly size: number;
}

export interface Annotation {
  readonly sets: readonly MeasuredSet[];
  /** 1 for a gene that stands in any set. */
  readonly isAnnotated: Uint8Array;
}

/** The genes of each set among those tested. Names are compared exactly. */
export function annotate(genes: readonly string[], collection: GeneSetCollection): Annotation {
  const positionOf = new Map(genes.map((name, position) => [name, position]));
  const isAnnotated = new Uint8Array(genes.length);
  const sets = collection.sets.map((set): MeasuredSet => {
    const found: number[] = [];
    for (const name of set.genes) {
      const position = positionOf.get(name);
      if (position === undefined) continue;
      found.push(position);
      isAnnotated[position] = 1;
    }
    return { name: set.name, genes: Int32Array.from(found), size: set.genes.length };
  });
  return { sets, isAnnotated };
}

export interface SizeLimits {
  readonly minSize: number;
  readonly maxSize: number;
}

/** Why no set passes, in words that say which limit to change; null where some pass. */
export function sizeProblem(sizes: readonly number[], { minSize, maxSize }: SizeLimits, what: string): string | null {
  if (sizes.some((size) => size >= minSize && size <= maxSize)) return null;
  if (sizes.every((size) => size === 0))
    return `None of ${what} stands in any of the ${sizes.length} gene sets: gene names may be of another kind (symbols, Ensembl).`;
  const below = sizes.filter((size) => size < minSize);
  const largest = below.reduce((most, size) => Math.max(most, size), 0);
  const above = sizes.length - below.length;
  return above === 0
    ? `No set has ${minSize} or more of ${what}; the largest has ${largest}. Lower the minimum size, or test more genes.`
    : `No set has ${minSize} to ${maxSize} of ${what}: ${below.length} have fewer than ${minSize} and ${above} more than ${maxSize}.`;
}
