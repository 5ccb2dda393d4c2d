import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Architecture, featureCount, tensorShapes } from '#main/models/architecture.ts';
import { type ModelFolder, tensorsToWrite, weightsFile, writeModelFolder } from '#main/models/model-folder.ts';
import { openSafetensors } from '#main/models/safetensors.ts';
import { elementCount } from '#main/models/tensor-source.ts';
import { startBackend } from '#main/training/backend.ts';
import type { EpochRecord } from '#main/training/checkpoint.ts';
import { type FineTuneSettings, fineTune } from '#main/training/fine-tune.ts';
import { freshHead } from '#main/training/fresh-head.ts';
import type { Weights } from '#main/training/layers.ts';
import { loadWeights, toTorch } from '#main/training/network-weights.ts';
import type { WireError } from '#shared/errors.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { checkTask, type LearningTask, outputsOf } from '#shared/training/task-loss.ts';
import { gatherPatches } from './gathered-patches.ts';
import type { SeedItem } from './scan-feed.ts';
import type { Task } from './task.ts';

export interface FineTuneInput {
  /** The model to start from. A head of its own is replaced by a new one. */
  readonly start: ModelFolder;
  /** Patches and checkpoints of the run; the same input goes on from there. */
  readonly runFolder: string;
  readonly modelsFolder: string;
  readonly name: string;
  readonly profile: ProfileId;
  /** Their ids are the indices into the targets of `task`. */
  readonly items: readonly SeedItem[];
  readonly task: LearningTask;
  readonly train: readonly number[];
  readonly tune: readonly number[];
  /** Widths of the layers of the head between features and outputs. */
  readonly hiddenLayers: readonly number[];
  readonly settings: FineTuneSettings;
}

export type FineTuneItem = { epoch: EpochRecord } | { id: number; error: WireError };

export interface FineTuneOutput {
  readonly model: ModelFolder;
  readonly best: EpochRecord;
  readonly epochs: readonly EpochRecord[];
}

/** Fine-tunes a model on the patches around seeds and writes the best epoch as a model folder. */
export const fineTuneTask: Task<FineTuneInput, FineTuneItem, FineTuneOutput> = async (input, context) => {
  const { signal, report, log, emit } = context;
  const { start, items, profile, task, settings, runFolder } = input;
  const { manifest } = start;
  const encoder: Architecture = { ...manifest.architecture, head: null };
  const architecture: Architecture = {
    ...encoder,
    head: [featureCount(encoder), ...input.hiddenLayers, outputsOf(task)],
  };
  checkTask(task, input);
  const patches = await gatherPatches(
    runFolder,
    { items, profile, fingerprint: hashOf({ items, profile }) },
    { signal, report, log },
  );
  try {
    for (const failure of patches.failures) emit(failure);
    const present = new Set(patches.ids);
    const train = input.train.filter((id) => present.has(id));
    const tune = input.tune.filter((id) => present.has(id));
    checkTask(task, { train, tune });
    await startBackend('wasm');
    const weights = await startingWeights(start, encoder);
    for (const [name, tensor] of freshHead(architecture, settings.seed)) weights.set(name, tensor);
    const { epochs: _longer, ...fixed } = settings;
    const result = await fineTune(architecture, weights, { task, train, tune, patch: patches.read }, settings, {
      folder: join(runFolder, 'checkpoints'),
      fingerprint: hashOf({
        items,
        profile,
        task,
        train,
        tune,
        fixed,
        head: architecture.head,
        start: manifest.sha256,
      }),
      hooks: { signal, report, onEpoch: (epoch) => emit({ epoch }) },
    });
    const description = {
      name: input.name,
      trained: true,
      licence: manifest.licence,
      provenance: `Fine-tuned (${settings.trains}) from "${manifest.name}" (sha256 ${manifest.sha256}) on ${train.length} lesions; epoch ${result.best.epoch} of ${result.epochs.length}, the best of ${tune.length} tuning lesions. ${manifest.provenance}`,
    };
    const model = await writeModelFolder(
      input.modelsFolder,
      description,
      architecture,
      written(architecture, result.weights),
    );
    for (const tensor of result.weights.values()) tensor.dispose();
    return { model, best: result.best, epochs: result.epochs };
  } finally {
    await patches.close();
  }
};

async function startingWeights({ folder }: ModelFolder, encoder: Architecture): Promise<Weights> {
  const source = await openSafetensors(join(folder, weightsFile));
  try {
    return await loadWeights(encoder, (name, shape) => source.read(name, 0, elementCount(shape)));
  } finally {
    await source.close();
  }
}

function written(architecture: Architecture, weights: Weights): ReturnType<typeof tensorsToWrite> {
  const shapes = tensorShapes(architecture);
  return tensorsToWrite(architecture, async function* (name) {
    yield await toTorch(weights.get(name)!, shapes.get(name)!);
  });
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
