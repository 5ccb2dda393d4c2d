import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { openSafetensors, type TensorToWrite, writeSafetensors } from '../models/safetensors.ts';
import { elementCount } from '../models/tensor-source.ts';
import type { Weights } from './layers.ts';

/**
 * Checkpoints of a run, one folder an epoch (`epoch-0007`): all tensors with every bit, and what happened so far. A
 * folder is written under another name and renamed when it is complete: a run that is killed anywhere finds the last
 * complete one. The best epoch is kept beside the last.
 */
const epochRecordSchema = z.object({
  epoch: z.number().int(),
  learningRate: z.number(),
  trainLoss: z.number(),
  tuneLoss: z.number(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

const stateSchema = z.object({
  /** What the run was asked to do: another run does not go on from here. */
  fingerprint: z.string(),
  optimiserSteps: z.number().int(),
  epochs: z.array(epochRecordSchema).min(1),
});
export type CheckpointState = z.infer<typeof stateSchema>;

export interface Checkpoint {
  readonly state: CheckpointState;
  readonly weights: Weights;
  /** What the optimiser remembers. */
  readonly memory: Weights;
}

const stateFile = 'state.json';
const tensorFile = 'tensors.safetensors';
const unfinishedPrefix = '.unfinished-';
const folderName = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}`;

/** The epoch with the least loss on the tuning set, the first of equals. */
export const bestEpoch = (epochs: readonly EpochRecord[]): EpochRecord =>
  epochs.reduce((best, record) => (record.tuneLoss < best.tuneLoss ? record : best));

/** Writes the checkpoint of the last epoch in `state`, and removes all but this and the best. */
export async function saveCheckpoint(folder: string, { state, weights, memory }: Checkpoint): Promise<void> {
  const last = state.epochs.at(-1)!.epoch;
  const temporary = join(folder, `${unfinishedPrefix}${last}`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const tensors = [...named('weights', weights), ...named('memory', memory)];
  await writeSafetensors(join(temporary, tensorFile), tensors, () => undefined);
  await writeFile(join(temporary, stateFile), JSON.stringify(state));
  await rm(join(folder, folderName(last)), { recursive: true, force: true });
  await rename(temporary, join(folder, folderName(last)));
  const kept = new Set([folderName(last), folderName(bestEpoch(state.epochs).epoch)]);
  for (const name of await checkpointFolders(folder)) {
    if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function named(group: string, tensors: Weights): TensorToWrite[] {
  return [...tensors].map(([name, tensor]) => ({
    name: `${group}/${name}`,
    shape: tensor.shape,
    async *pieces() {
      yield (await tensor.data()) as Float32Array;
    },
  }));
}

const checkpointFolders = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => /^epoch-\d{4,}$/.test(name)).toSorted();

/** The last complete checkpoint, or that of `epoch`; null where there is none. Refuses that of another run. */
export async function loadCheckpoint(folder: string, fingerprint: string, epoch?: number): Promise<Checkpoint | null> {
  const name = epoch === undefined ? (await checkpointFolders(folder)).at(-1) : folderName(epoch);
  if (!name) return null;
  const state = stateSchema.parse(JSON.parse(await readFile(join(folder, name, stateFile), 'utf8')));
  if (state.fingerprint !== fingerprint) {
    throw new AppError(
      'conflict',
      'The folder holds the checkpoints of a run with other data, another start or other settings. Choose another folder, or delete it.',
    );
  }
  const source = await openSafetensors(join(folder, name, tensorFile));
  try {
    const weights: Weights = new Map();
    const memory: Weights = new Map();
    for (const key of source.names) {
      const shape = [...source.shape(key)];
      const tensor = tf.keep(tf.tensor(await source.read(key, 0, elementCount(shape)), shape));
      const cut = key.indexOf('/');
      (key.slice(0, cut) === 'memory' ? memory : weights).set(key.slice(cut + 1), tensor);
    }
    return { state, weights, memory };
  } finally {
    await source.close();
  }
}
