import type { modelCalls } from '#shared/contract/models.ts';
import { featureSet, model, run } from '../examples.ts';
import { type Direction, listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const ofCohort: Direction = { valid: [{ cohortId: 1 }], refused: [{}, { cohortId: 0 }] };
const startedJob: Direction = { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }] };
const extract = { cohortId: 1, modelId: 9, profile: 'fmcib-pip-1', engine: 'cpu', batchSize: 16 };
const page = { featureSetId: 8, offset: 0, limit: 50, firstFeature: 16, features: 16 };
const featureRow = { lesionId: 7, patientCode: 'P0003', lesionNumber: 1, values: [0.5, -1] };
const exported = { featureSetId: 8, path: '/features.csv', format: 'csv', identifiers: 'labels' };
const train = { featureSetId: 8, splitId: 6, endpointId: 2, name: 'Probe', seed: 42, fraction: 0.5, searchSize: 100 };
const prediction = { lesionId: 7, patientCode: 'P0003', part: 'test', target: 1, probabilities: [0.3, 0.7] };

export const modelPayloads: PayloadsOf<keyof typeof modelCalls> = {
  'models.list': { input: nothing, output: listOf(model, without(model, 'trained')) },
  'models.import': {
    input: {
      valid: [{ path: '/model_weights.torch', name: 'Foundation model' }],
      refused: [{ path: '', name: 'x' }, { path: '/a.torch', name: ' ' }, { path: '/a.torch' }],
    },
    output: startedJob,
  },
  'models.addBundled': { input: nothing, output: { valid: [model], refused: [without(model, 'sha256')] } },
  'models.remove': { input: { valid: [{ modelId: 9 }], refused: [{}, { modelId: '9' }] }, output: nothing },
  'models.exportOnnx': {
    input: { valid: [{ modelId: 9, path: '/out.onnx' }], refused: [{ modelId: 9 }, { modelId: 9, path: '' }] },
    output: { valid: [{ path: '/out.onnx', sizeBytes: 7 }], refused: [{ path: '/out.onnx' }] },
  },
  'features.list': { input: ofCohort, output: listOf(featureSet, { ...featureSet, profile: 'exact-v0' }) },
  'features.extract': {
    input: {
      valid: [extract, { cohortId: 1, modelId: 9 }],
      refused: [
        without(extract, 'modelId'),
        { ...extract, profile: 'none' },
        { ...extract, engine: 'abacus' },
        { ...extract, batchSize: 0 },
        { ...extract, batchSize: 65 },
      ],
    },
    output: startedJob,
  },
  'features.page': {
    input: {
      valid: [page, { featureSetId: 8, offset: 0, limit: 200 }],
      refused: [
        { ...page, limit: 201 },
        { ...page, features: 65 },
        { ...page, firstFeature: -1 },
        without(page, 'offset'),
      ],
    },
    output: {
      valid: [{ total: 1, rows: [featureRow] }],
      refused: [{ total: 1, rows: [{ ...featureRow, values: [Number.NaN] }] }, { rows: [] }],
    },
  },
  'features.export': {
    input: {
      valid: [exported, without(exported, 'identifiers')],
      refused: [
        { ...exported, format: 'xls' },
        { ...exported, path: '' },
      ],
    },
    output: { valid: [{ path: '/features.csv', rows: 3 }], refused: [{ path: '/features.csv', rows: 0.5 }] },
  },
  'features.remove': { input: { valid: [{ featureSetId: 8 }], refused: [{}, { featureSetId: -8 }] }, output: nothing },
  'probes.train': {
    input: {
      valid: [train, { featureSetId: 8, splitId: 6, endpointId: 2, name: 'Probe' }],
      refused: [
        { ...train, fraction: 0.3 },
        { ...train, searchSize: 0 },
        { ...train, searchSize: 1001 },
        { ...train, seed: -1 },
        { ...train, name: '' },
        without(train, 'splitId'),
      ],
    },
    output: startedJob,
  },
  'runs.list': { input: ofCohort, output: listOf(run, without(run, 'values')) },
  'runs.get': {
    input: { valid: [{ runId: 11 }], refused: [{}, { runId: null }] },
    output: {
      valid: [run, { ...run, threshold: null }],
      refused: [
        { ...run, values: [{ ...run.values[0], quantity: { estimate: Number.NaN } }] },
        without(run, 'chosenC'),
      ],
    },
  },
  'runs.remove': { input: { valid: [{ runId: 11 }], refused: [{}, { runId: 1.1 }] }, output: nothing },
  'runs.predictions': {
    input: { valid: [{ runId: 11 }], refused: [{}, { runId: true }] },
    output: listOf(prediction, { ...prediction, part: 'all' }),
  },
};
