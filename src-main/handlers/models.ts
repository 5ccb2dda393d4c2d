import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { EventPayload } from '#shared/contract/contract.ts';
import type { modelCalls } from '#shared/contract/models.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { registerModelFolder } from '../jobs/import-model.ts';
import { bundledSeed } from '../models/untrained.ts';
import { exportFeatureTable } from '../store/feature-table.ts';
import { getFeatureSet, listFeatureSets, pageFeatures, removeFeatureSet } from '../store/features.ts';
import { getModel, listModels, modelFolderName, removeModel } from '../store/models.ts';
import { getRun, listRuns, readPredictions, removeRun } from '../store/runs.ts';
import { type MainContext, queueOf, readDb, sessionOf, writeDb } from './context.ts';

function changed(context: MainContext, what: EventPayload<'data.changed'>['what'], cohortId: CohortId | null): void {
  context.emit({ name: 'data.changed', payload: { what, cohortId } });
}

const modelFolder = (context: MainContext, folder: string): string => join(sessionOf(context).modelsFolder, folder);

export const modelHandlers: HandlersOf<typeof modelCalls, MainContext> = {
  'models.list': (_input, context) => listModels(readDb(context)),
  'models.import': ({ path, name }, context) => ({
    jobId: queueOf(context).submit('import-model', { path, name }, `Import model “${name}”`),
  }),
  'models.addBundled': async (_input, context) => {
    const db = writeDb(context);
    const { modelsFolder } = sessionOf(context);
    const model = registerModelFolder(
      db,
      await context.analysis.run('write-untrained-model', { modelsFolder, seed: bundledSeed }),
      context.user,
    );
    changed(context, 'models', null);
    return model;
  },
  'models.remove': async ({ modelId }, context) => {
    const folder = removeModel(writeDb(context), modelId, context.user);
    changed(context, 'models', null);
    if (folder !== null) await rm(modelFolder(context, folder), { recursive: true, force: true });
    return {};
  },
  'models.exportOnnx': async ({ modelId, path }, context) => {
    const folder = modelFolder(context, modelFolderName(readDb(context), modelId));
    const { sizeBytes } = await context.analysis.run('write-onnx', { modelFolder: folder, path });
    return { path, sizeBytes };
  },

  'features.list': ({ cohortId }, context) => listFeatureSets(readDb(context), cohortId),
  'features.extract': (input, context) => {
    const { name } = getModel(readDb(context), input.modelId);
    return { jobId: queueOf(context).submit('extract-features', input, `Extract features with “${name}”`) };
  },
  'features.page': (request, context) => pageFeatures(readDb(context), request),
  'features.export': (request, context) => exportFeatureTable(readDb(context), request),
  'features.remove': ({ featureSetId }, context) => {
    changed(context, 'features', removeFeatureSet(writeDb(context), featureSetId, context.user));
    return {};
  },

  'probes.train': (input, context) => {
    getFeatureSet(readDb(context), input.featureSetId);
    return { jobId: queueOf(context).submit('train-probe', input, `Train “${input.name}”`) };
  },
  'runs.list': ({ cohortId }, context) => listRuns(readDb(context), cohortId),
  'runs.get': ({ runId }, context) => getRun(readDb(context), runId),
  'runs.remove': ({ runId }, context) => {
    changed(context, 'runs', removeRun(writeDb(context), runId, context.user));
    return {};
  },
  'runs.predictions': ({ runId }, context) => readPredictions(readDb(context), runId),
};
