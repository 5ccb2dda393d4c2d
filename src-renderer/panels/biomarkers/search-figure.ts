import type { Run } from '#shared/domain/entities.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';

/** The tuning score along the search for C, with the chosen value marked. Values of C without a score are left out. */
export function searchFigure(run: Pick<Run, 'search' | 'searchScore' | 'chosenC' | 'name'>): Figure {
  const points = run.search
    .flatMap(({ c, score }) => (score === null ? [] : [{ x: c, y: score }]))
    .toSorted((a, b) => a.x - b.x);
  const chosen = points.filter(({ x }) => x === run.chosenC);
  const score = run.searchScore === 'auc' ? 'Tuning AUC' : `Tuning ${run.searchScore}`;
  return figureSchema.parse({
    id: 'probe-search',
    title: `Search for the penalty of ${run.name}`,
    panels: [
      {
        id: 'search',
        x: { label: 'C', scale: 'log' },
        y: { label: score },
        series: [
          { mark: 'line', id: 'score', label: score, colour: 0, points },
          ...(chosen.length > 0 ? [{ mark: 'points', id: 'chosen', label: 'chosen', colour: 1, points: chosen }] : []),
        ],
      },
    ],
    values: [],
    caption: '',
    methods: '',
    sizeMm: { width: 89, height: 55 },
  });
}
