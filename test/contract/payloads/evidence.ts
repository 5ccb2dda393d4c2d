import type { evidenceCalls } from '#shared/contract/evidence.ts';
import { figure, figureRecord } from '../examples.ts';
import { listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const source = { cohortId: 1, runId: 11 };
const statistic = {
  id: 'roc',
  title: 'ROC',
  definition: 'Sensitivity against 1 - specificity.',
  params: { type: 'object' },
  group: 'Classification' as const,
  needs: ['run' as const],
};
const compute = { source, statisticId: 'roc', params: { positive: 'alive' } };
const keep = { ...compute, title: 'ROC of the probe' };
const exporting = { figureId: 12, formats: ['pdf', 'csv'], folder: '/figures' };

const panel = figure.panels[0]!;
const withSeries = (series: unknown) => ({ ...figure, panels: [{ ...panel, series: [series] }] });

export const evidencePayloads: PayloadsOf<keyof typeof evidenceCalls> = {
  'statistics.list': { input: nothing, output: listOf(statistic, without(statistic, 'params')) },
  'statistics.suggest': {
    input: {
      valid: [{ source, statisticId: 'roc' }],
      refused: [{ source }, { source: { cohortId: 1 }, statisticId: 'roc' }],
    },
    output: {
      valid: [{ columns: [{ name: 'stage', type: 'text', values: ['I', 'II'] }], params: {} }],
      refused: [{ columns: [] }, { columns: [{ name: 'stage', type: 'colour', values: [] }], params: {} }],
    },
  },
  'statistics.compute': {
    input: {
      valid: [compute, { ...compute, source: { cohortId: 1, runId: null } }],
      refused: [without(compute, 'params'), { ...compute, params: [] }, { ...compute, source: null }],
    },
    output: {
      valid: [figure, { ...figure, panels: [] }],
      refused: [
        without(figure, 'methods'),
        { ...figure, sizeMm: { width: 0, height: 80 } },
        withSeries({ mark: 'pie', id: 'a', label: 'a', colour: 0, points: [] }),
        withSeries({ ...panel.series[0], colour: 8 }),
        withSeries({ ...panel.series[0], points: [{ x: 0, y: Number.POSITIVE_INFINITY }] }),
      ],
    },
  },
  'statistics.cancel': {
    input: { valid: [{ ticket: 'a' }], refused: [{}, { ticket: 'a'.repeat(65) }] },
    output: { valid: [{}], refused: [null] },
  },
  'figures.list': {
    input: { valid: [{ cohortId: 1 }], refused: [{}] },
    output: listOf(figureRecord, without(figureRecord, 'title')),
  },
  'figures.get': {
    input: { valid: [{ figureId: 12 }], refused: [{}, { figureId: 0 }] },
    output: {
      valid: [{ record: figureRecord, figure, params: {} }],
      refused: [{ record: figureRecord, figure: null, params: {} }],
    },
  },
  'figures.keep': {
    input: {
      valid: [keep],
      refused: [{ ...keep, title: ' ' }, { ...keep, title: 'x'.repeat(201) }, without(keep, 'source')],
    },
    output: {
      valid: [figureRecord, { ...figureRecord, runId: null }],
      refused: [null, without(figureRecord, 'statisticId')],
    },
  },
  'figures.remove': { input: { valid: [{ figureId: 12 }], refused: [{}, { figureId: '12' }] }, output: nothing },
  'figures.export': {
    input: {
      valid: [
        exporting,
        without(exporting, 'folder'),
        { ...exporting, preset: 'poster', columns: 1 },
        { ...exporting, columns: null },
      ],
      refused: [
        { ...exporting, preset: 'gazette' },
        { ...exporting, columns: 3 },
        { ...exporting, formats: [] },
        { ...exporting, formats: ['gif'] },
        without(exporting, 'figureId'),
      ],
    },
    output: {
      valid: [{ folder: '/figures', files: ['/figures/roc.pdf'] }],
      refused: [{ folder: '/figures' }, { files: [] }],
    },
  },
  'figures.copy': {
    input: {
      valid: [{ figureId: 12 }, compute],
      refused: [{}, { figureId: 0 }, without(compute, 'source'), { ...compute, figureId: 12 }],
    },
    output: {
      valid: [{ png: 'iVBORw0KGgo=', svg: '<svg/>' }],
      refused: [{ png: 'no picture!', svg: '<svg/>' }, { png: 'iVBORw0KGgo=' }],
    },
  },
  'drawings.next': {
    input: nothing,
    output: {
      valid: [null, { requestId: 'a', figure }, { requestId: 'a', figure, preset: 'slides' }],
      refused: [{}, { requestId: 1, figure }, { requestId: 'a' }, { requestId: 'a', figure, preset: 'gazette' }],
    },
  },
  'drawings.deliver': {
    input: {
      valid: [
        { requestId: 'a', result: { svg: '<svg/>' } },
        { requestId: 'a', result: { failure: 'No font.' } },
      ],
      refused: [
        { requestId: 'a' },
        { requestId: 'a', result: {} },
        { requestId: 'a', result: { failure: 'x'.repeat(2001) } },
      ],
    },
    output: nothing,
  },
};
