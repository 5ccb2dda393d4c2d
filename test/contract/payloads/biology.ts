import type { biologyCalls } from '#shared/contract/biology.ts';
import { listOf, type PayloadsOf, without } from '../payload.ts';

const report = {
  orientation: 'genes-in-rows',
  genes: 1000,
  repeatedGenes: 2,
  emptyGenes: 1,
  samples: 130,
  matched: 39,
  matchedLoosely: 1,
  unmatched: 90,
  repeatedSamples: 1,
  patientsWithout: 86,
  missingCells: 12,
  textCells: 3,
  minimum: -3.2,
  maximum: 7.4,
};
const expression = {
  id: 3,
  cohortId: 1,
  name: 'RNA-seq',
  unit: 'z-score',
  report,
  createdAt: '2026-11-23T18:00:00.000Z',
};
const geneSets = { id: 4, name: 'Hallmark', setCount: 50, createdAt: '2026-11-23T18:00:00.000Z' };
const preview = {
  path: '/genes.csv',
  report,
  sampleColumn: 'tcia_patient_id',
  sampleColumns: [{ name: 'tcia_patient_id', matches: 39 }],
  geneNames: ['TOR1AIP1', 'CHD7'],
  unmatchedNames: ['S-1'],
  suggestedName: 'genes',
  suggestedUnit: 'z-score',
  warnings: [],
};
const reading = { cohortId: 1, path: '/genes.csv', orientation: null, sampleColumn: 'tcia_patient_id' };

export const biologyPayloads: PayloadsOf<keyof typeof biologyCalls> = {
  'expression.preview': {
    input: {
      valid: [{ cohortId: 1, path: '/genes.csv' }, reading, { ...reading, orientation: 'samples-in-rows' }],
      refused: [{ path: '/genes.csv' }, { ...reading, path: '' }, { ...reading, orientation: 'diagonal' }],
    },
    output: {
      valid: [preview, { ...preview, sampleColumn: null, report: { ...report, minimum: null, maximum: null } }],
      refused: [
        without(preview, 'report'),
        { ...preview, report: { ...report, matched: 0.5 } },
        { ...preview, sampleColumns: ['tcia_patient_id'] },
      ],
    },
  },
  'expression.import': {
    input: {
      valid: [{ ...reading, name: 'RNA-seq', unit: '' }],
      refused: [reading, { ...reading, name: ' ', unit: '' }, { ...reading, name: 'RNA-seq', unit: 'x'.repeat(61) }],
    },
    output: { valid: [expression], refused: [without(expression, 'unit'), { ...expression, id: '3' }] },
  },
  'expression.list': {
    input: { valid: [{ cohortId: 1 }], refused: [{}, { cohortId: 0 }] },
    output: listOf(expression, without(expression, 'report')),
  },
  'expression.remove': {
    input: { valid: [{ expressionId: 3 }], refused: [{}, { expressionId: 'all' }] },
    output: { valid: [{}], refused: [null] },
  },
  'geneSets.import': {
    input: { valid: [{ path: '/h.gmt', name: 'Hallmark' }], refused: [{ path: '/h.gmt' }, { path: '', name: 'H' }] },
    output: {
      valid: [{ record: geneSets, warnings: ['One set has no genes.'] }],
      refused: [{ record: geneSets }, { record: without(geneSets, 'setCount'), warnings: [] }],
    },
  },
  'geneSets.list': {
    input: { valid: [{}], refused: [null, 7] },
    output: listOf(geneSets, without(geneSets, 'name')),
  },
  'geneSets.remove': {
    input: { valid: [{ geneSetsId: 4 }], refused: [{}, { geneSetsId: 0 }] },
    output: { valid: [{}], refused: [null] },
  },
};
