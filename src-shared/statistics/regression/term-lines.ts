import type { Term } from './covariates.ts';
import type { FitResult } from './model-fit.ts';
import { type Ratio, ratioOf } from './ratios.ts';
import { slug } from './texts.ts';

/** A coefficient with the words for it. */
export interface TermLine {
  readonly term: Term;
  /** Null for a number. */
  readonly level: { readonly label: string; readonly reference: string } | null;
  readonly column: number;
  readonly ratio: Ratio;
  /** For ids: `gender-male`, `score`. */
  readonly slug: string;
}

/** @param params `score`: name of the term whose slug is `score`; none where empty */
export function termLines(
  model: { readonly terms: readonly Term[]; readonly fit: FitResult },
  params: { readonly score: string; readonly level: number },
): TermLine[] {
  return model.terms.flatMap((term) => {
    const name = term.name === params.score ? 'score' : slug(term.name);
    const reference = term.levels[0]?.label;
    return term.columns.map((column): TermLine => {
      const level = term.levels.find((candidate) => candidate.column === column);
      return {
        term,
        level: level && reference !== undefined ? { label: level.label, reference } : null,
        column,
        ratio: ratioOf(model.fit, column, params.level),
        slug: level && name !== 'score' ? `${name}-${slug(level.label)}` : name,
      };
    });
  });
}

export const lineLabel = ({ term, level }: TermLine): string =>
  level ? `${term.label}: ${level.label} vs ${level.reference}` : term.label;
