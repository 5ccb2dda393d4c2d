import type { FigureTable } from '../figure.ts';
import { studyReference } from '../study-reference.ts';

/** The headline numbers of the study whose method this is, as a table that cannot be taken for results of the app. */
export function referenceValues(): FigureTable {
  return {
    title: 'Reference values',
    columns: [
      'source',
      'use case',
      'metric',
      'implementation',
      'increase over',
      'share of training data',
      'estimate',
      'low',
      'high',
      'level',
      'p as printed',
      'where',
      'note',
    ],
    rows: studyReference.map(({ useCase, metric, implementation, over, fraction, quantity, p, where, note }) => [
      'reported by Pai et al., not computed here',
      useCase,
      metric,
      implementation,
      over ?? null,
      fraction,
      ...('unavailable' in quantity
        ? [null, null, null, null]
        : [quantity.estimate, quantity.low ?? null, quantity.high ?? null, quantity.level ?? null]),
      p ?? null,
      where,
      note ?? null,
    ]),
  };
}
