import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { createRandom, shuffled } from '#shared/numerics/random.ts';
import { type AugmentationPreset, augment } from '#shared/training/augment.ts';
import { rateFactor, type Schedule } from '#shared/training/schedule.ts';
import { type LearningTask, taskLoss } from '#shared/training/task-loss.ts';
import type { Architecture } from '../models/architecture.ts';
import { bestEpoch, type EpochRecord, loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { Weights } from './layers.ts';
import { Optimiser, type OptimiserRule } from './optimiser.ts';
import { runNetwork } from './resnet.ts';

export interface FineTuneSettings {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimiser: OptimiserRule;
  readonly learningRate: number;
  /** Its steps are epochs. */
  readonly schedule: Schedule;
  readonly augmentation: AugmentationPreset;
  /** Head alone: the trunk stays as it is, its batch norms use their running statistics. */
  readonly trains: 'all layers' | 'the head';
  /** Stops after so many epochs without a better tuning loss; null: never. */
  readonly patience: number | null;
  readonly seed: number;
}

/** Patches of 50 x 50 x 50 scaled voxels by index into the targets of the task. */
export interface FineTuneData {
  readonly task: LearningTask;
  readonly train: readonly number[];
  readonly tune: readonly number[];
  patch(index: number): Promise<Float32Array>;
}

export interface FineTuneHooks {
  readonly signal: AbortSignal;
  /** After every batch: batches done of those of all epochs. */
  report(progress: { done: number; total: number; label: string }): void;
  onEpoch(record: EpochRecord): void;
}

export interface FineTuneResult {
  /** Of the epoch with the least tuning loss; the caller disposes them. */
  readonly weights: Weights;
  readonly best: EpochRecord;
  readonly epochs: readonly EpochRecord[];
}

/**
 * Trains a network with a head on patches, epoch by epoch, and gives the weights of the epoch with the least loss on
 * the tuning set. Every epoch is kept in `folder`; called again with the same fingerprint it goes on from there, and on
 * the wasm backend comes to the same bits as a run that was never stopped. Takes over `weights`.
 */
export async function fineTune(
  architecture: Architecture,
  start: Weights,
  data: FineTuneData,
  settings: FineTuneSettings,
  { folder, fingerprint, hooks }: { folder: string; fingerprint: string; hooks: FineTuneHooks },
): Promise<FineTuneResult> {
  const optimiser = new Optimiser(settings.optimiser);
  let weights = start;
  const epochs: EpochRecord[] = [];
  const kept = await loadCheckpoint(folder, fingerprint);
  if (kept) {
    disposeAll(start);
    weights = kept.weights;
    for (const [name, tensor] of kept.memory) optimiser.memory.set(name, tensor);
    optimiser.steps = kept.state.optimiserSteps;
    epochs.push(...kept.state.epochs);
  }
  const batchesPerEpoch = batchesOf(data.train, settings.batchSize).length;
  try {
    while (epochs.length < settings.epochs && !isStale(epochs, settings.patience)) {
      const epoch = epochs.length + 1;
      const learningRate = settings.learningRate * rateFactor(settings.schedule, epoch - 1);
      const order = shuffled(data.train, createRandom(mixed(settings.seed, epoch, 0)));
      let sum = 0;
      let seen = 0;
      for (const [place, batch] of batchesOf(order, settings.batchSize).entries()) {
        await breathe(hooks.signal);
        const drawn = (index: number) => createRandom(mixed(settings.seed, epoch, index + 1));
        const loss = await inScope(batch.length, async () => {
          const patches = await patchTensor(data, batch, (patch, index) =>
            augment(patch, patchEdge, settings.augmentation, drawn(index)),
          );
          return trainBatch({ architecture, weights, optimiser, learningRate, settings }, patches, data.task, batch);
        });
        if (!Number.isFinite(loss)) throw notANumber(epoch);
        sum += loss * batch.length;
        seen += batch.length;
        const done = (epoch - 1) * batchesPerEpoch + place + 1;
        hooks.report({ done, total: settings.epochs * batchesPerEpoch, label: `Epoch ${epoch}` });
      }
      const tuneLoss = await tuningLoss(architecture, weights, data, settings.batchSize, hooks.signal);
      const record: EpochRecord = { epoch, learningRate, trainLoss: sum / seen, tuneLoss };
      if (!Number.isFinite(tuneLoss) || !(await areFinite(weights))) throw notANumber(epoch);
      epochs.push(record);
      const state = { fingerprint, optimiserSteps: optimiser.steps, epochs };
      await saveCheckpoint(folder, { state, weights, memory: optimiser.memory });
      hooks.onEpoch(record);
    }
    const best = bestEpoch(epochs);
    if (best === epochs.at(-1)) return { weights, best, epochs };
    disposeAll(weights);
    const checkpoint = await loadCheckpoint(folder, fingerprint, best.epoch);
    disposeAll(checkpoint!.memory);
    return { weights: checkpoint!.weights, best, epochs };
  } finally {
    optimiser.dispose();
  }
}

interface Training {
  readonly architecture: Architecture;
  readonly weights: Weights;
  readonly optimiser: Optimiser;
  readonly learningRate: number;
  readonly settings: FineTuneSettings;
}

async function trainBatch(
  { architecture, weights, optimiser, learningRate, settings }: Training,
  patches: tf.Tensor5D,
  task: LearningTask,
  batch: readonly number[],
): Promise<number> {
  const all = settings.trains === 'all layers';
  const run = runNetwork(architecture, weights, patches, {
    usesBatchStatistics: all,
    gradientsOf: all ? 'weights' : 'head',
  });
  const logits = run.logits!;
  const { loss, gradient } = taskLoss(task, (await logits.data()) as Float32Array, batch);
  if (!Number.isFinite(loss)) return loss;
  const { gradients } = run.backward(tf.tensor2d(Float32Array.from(gradient), logits.shape));
  optimiser.apply(weights, gradients, learningRate);
  disposeAll(gradients);
  for (const [name, tensor] of run.statistics) {
    weights.get(name)?.dispose();
    weights.set(name, tensor);
  }
  return loss;
}

/** Over the whole tuning set at once, for the risk sets of Cox's model are not those of batches. */
async function tuningLoss(
  architecture: Architecture,
  weights: Weights,
  data: FineTuneData,
  batchSize: number,
  signal: AbortSignal,
): Promise<number> {
  const outputs: number[] = [];
  for (const batch of batchesOf(data.tune, batchSize)) {
    await breathe(signal);
    const logits = await inScope(batch.length, async () => {
      const patches = await patchTensor(data, batch, (patch) => patch);
      const run = runNetwork(architecture, weights, patches, { usesBatchStatistics: false, gradientsOf: 'nothing' });
      return (await run.logits!.data()) as Float32Array;
    });
    outputs.push(...logits);
  }
  return taskLoss(data.task, outputs, data.tune).loss;
}

async function patchTensor(
  data: FineTuneData,
  batch: readonly number[],
  change: (patch: Float32Array, index: number) => Float32Array,
): Promise<tf.Tensor5D> {
  const voxels = patchEdge ** 3;
  const values = new Float32Array(batch.length * voxels);
  for (const [place, index] of batch.entries()) values.set(change(await data.patch(index), index), place * voxels);
  return tf.tensor5d(values, [batch.length, patchEdge, patchEdge, patchEdge, 1]);
}

/** The last batch is as long as what is left, but never a single patch, on which a batch norm may have no variance. */
function batchesOf(indices: readonly number[], size: number): number[][] {
  const batches: number[][] = [];
  for (let first = 0; first < indices.length; first += size) batches.push(indices.slice(first, first + size));
  if (batches.length > 1 && batches.at(-1)!.length === 1) batches.at(-2)!.push(...batches.pop()!);
  return batches;
}

/** Lets a cancel come in between batches. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

async function inScope<Result>(batchSize: number, work: () => Promise<Result>): Promise<Result> {
  tf.engine().startScope();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'RuntimeError')) throw error;
    throw new AppError(
      'device',
      `A batch of ${batchSize} patches does not fit into the memory of the wasm engine (4 GB). Choose a smaller batch; finished epochs are kept.`,
      { cause: error },
    );
  } finally {
    tf.engine().endScope();
  }
}

const isStale = (epochs: readonly EpochRecord[], patience: number | null): boolean =>
  patience !== null && epochs.length > 0 && epochs.length - bestEpoch(epochs).epoch >= patience;

/** The loss alone does not tell: wasm's rectifier makes zero of what is not a number. */
async function areFinite(weights: Weights): Promise<boolean> {
  for (const tensor of weights.values()) {
    if (!((await tensor.data()) as Float32Array).every(Number.isFinite)) return false;
  }
  return true;
}

/** One seed of three numbers. */
const mixed = (seed: number, epoch: number, index: number): number =>
  (Math.imul(Math.imul(seed, 0x9e3779b1) + epoch, 0x85ebca6b) + index) >>> 0;

function disposeAll(tensors: Weights): void {
  for (const tensor of tensors.values()) tensor.dispose();
}

const notANumber = (epoch: number): AppError =>
  new AppError(
    'invalid-input',
    `Loss or weights are not finite numbers any more in epoch ${epoch}. Choose a lower learning rate; finished epochs are kept.`,
  );
