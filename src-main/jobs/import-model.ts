import { basename } from 'node:path';
import { z } from 'zod';
import type { Model } from '#shared/domain/entities.ts';
import type { ModelFolder } from '../models/model-folder.ts';
import type { WriteDb } from '../store/database.ts';
import { registerModel } from '../store/models.ts';
import { defineJob } from './job-definition.ts';

/** Copies a weight file into the workspace and registers it. */
export const importModelJob = defineJob({
  kind: 'import-model',
  input: z.object({ path: z.string(), name: z.string() }),
  async run({ path, name }, { db, session, who, compute, signal, report, log, announce }) {
    const { modelsFolder } = session;
    const imported = await compute.run(
      'import-model',
      { path, name, modelsFolder },
      { signal, onProgress: report, onLog: log },
    );
    const model = registerModelFolder(db, imported, who);
    announce('models', null);
    log(`SHA-256 of the weights: ${model.sha256}`);
    return { modelId: model.id };
  },
});

/** Puts a model folder of the workspace on the list of models. */
export function registerModelFolder(db: WriteDb, { folder, manifest }: ModelFolder, who: string): Model {
  const { name, architectureId, parameterCount, featureCount, headOutputs, sha256, trained, licence, provenance } =
    manifest;
  return registerModel(
    db,
    {
      name,
      folder: basename(folder),
      architecture: `${architectureId}, width ${manifest.architecture.width}`,
      parameterCount,
      featureCount,
      headOutputs,
      sha256,
      trained,
      licence,
      provenance,
    },
    who,
  );
}
