import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { importModel } from '#main/models/import-model.ts';
import type { ModelManifest } from '#main/models/model-folder.ts';
import { writeOnnx } from '#main/models/onnx-writer.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import type { EngineReport } from '#shared/contract/app.ts';
import { listFeatureEngines } from './engines/onnx.ts';
import { listTrainingEngines } from './engines/training.ts';
import type { Task } from './task.ts';

interface ImportedModel {
  /** Name of the folder inside the workspace's models folder. */
  folder: string;
  manifest: ModelManifest;
}

/** Copies a weight file of any known form into the workspace's models folder. */
export const importModelTask: Task<{ path: string; modelsFolder: string; name: string }, never, ImportedModel> = (
  { path, modelsFolder, name },
  { signal, report },
) => importModel(path, modelsFolder, { name, signal, report });

/** Makes the seeded random encoder, which every surface calls untrained. */
export const writeUntrainedModelTask: Task<{ modelsFolder: string; seed: number }, never, ImportedModel> = ({
  modelsFolder,
  seed,
}) => writeUntrainedModel(modelsFolder, seed);

export const writeOnnxTask: Task<{ modelFolder: string; path: string }, never, { sizeBytes: number }> = async ({
  modelFolder,
  path,
}) => {
  await writeOnnx(join(modelFolder), path);
  return { sizeBytes: (await stat(path)).size };
};

/** What can run here, and why what cannot, cannot. */
export const listEnginesTask: Task<null, never, EngineReport[]> = async () => [
  ...(await listFeatureEngines()),
  ...(await listTrainingEngines()),
];
