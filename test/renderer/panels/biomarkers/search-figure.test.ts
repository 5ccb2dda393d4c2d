import { describe, expect, it } from 'vitest';
import { searchFigure } from '#renderer/panels/biomarkers/search-figure.ts';

describe('searchFigure', () => {
  const figure = searchFigure({
    name: 'Malignancy',
    searchScore: 'auc',
    chosenC: 0.1,
    search: [
      { c: 10, score: 0.6 },
      { c: 0.1, score: 0.7 },
      { c: 1, score: null },
    ],
  });
  it('draws the scores in the order of C, without those that failed, and marks the chosen one', () => {
    expect(figure.panels[0]?.series).toMatchObject([
      {
        mark: 'line',
        points: [
          { x: 0.1, y: 0.7 },
          { x: 10, y: 0.6 },
        ],
      },
      { mark: 'points', points: [{ x: 0.1, y: 0.7 }] },
    ]);
  });
});
