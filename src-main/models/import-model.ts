import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { checkTensors, inferArchitecture, tensorShapes } from './architecture.ts';
import {
  fileSha256,
  type ModelDescription,
  type ModelFolder,
  readModelFolder,
  tensorsToWrite,
  weightsFile,
  writeModelFolder,
} from './model-folder.ts';
import { openSafetensors } from './safetensors.ts';
import { canonicalNames } from './state-dictionary.ts';
import { elementCount, type TensorSource } from './tensor-source.ts';
import { openTorchFile } from './torch-file.ts';

const pieceElements = 1 << 20;
const megabyte = 1e6;

export interface ImportModelOptions {
  readonly name: string;
  readonly signal?: AbortSignal;
  readonly report?: (progress: { done: number; total: number; label: string }) => void;
}

/**
 * Imports `.torch/.pt/.pth/.ckpt`, `.safetensors` or a model folder into `modelsFolder`. What the file is, is told by
 * its content. Missing, unexpected or misshapen tensors and values that are not finite are errors that name them.
 */
export async function importModel(
  path: string,
  modelsFolder: string,
  options: ImportModelOptions,
): Promise<ModelFolder> {
  const { isFolder, file } = await weightsAt(path);
  const source = await openWeights(file);
  try {
    const names = canonicalNames(source);
    const shapes = new Map([...names].map(([name, original]) => [name, source.shape(original)]));
    const architecture = isFolder ? (await readModelFolder(path)).architecture : inferArchitecture(shapes);
    checkTensors(architecture, shapes);
    const description = isFolder
      ? await descriptionOfFolder(path, options.name)
      : await descriptionOfFile(path, options);
    const total = [...tensorShapes(architecture).values()].reduce((sum, shape) => sum + elementCount(shape) * 4, 0);
    let written = 0;
    async function* pieces(name: string, shape: readonly number[]): AsyncGenerator<Float32Array> {
      const original = names.get(name) ?? name;
      const count = elementCount(shape);
      for (let start = 0; start < count; start += pieceElements) {
        options.signal?.throwIfAborted();
        const values = await source.read(original, start, Math.min(pieceElements, count - start));
        requireFinite(values, original);
        yield values;
        written += values.byteLength;
      }
      options.report?.({
        done: Math.round(written / megabyte),
        total: Math.round(total / megabyte),
        label: 'Copying weights, MB',
      });
    }
    return await writeModelFolder(modelsFolder, description, architecture, tensorsToWrite(architecture, pieces));
  } finally {
    await source.close();
  }
}

async function weightsAt(path: string): Promise<{ isFolder: boolean; file: string }> {
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError('not-found', `${basename(path)} is not there or cannot be read.`, { cause: error });
  });
  return found.isDirectory() ? { isFolder: true, file: join(path, weightsFile) } : { isFolder: false, file: path };
}

async function openWeights(path: string): Promise<TensorSource> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new AppError('not-found', `${basename(path)} is not there or cannot be read.`, { cause: error });
  });
  const head = Buffer.alloc(16);
  try {
    await file.read(head, 0, head.length, 0);
  } finally {
    await file.close();
  }
  if (head.readUInt32LE(0) === 0x04034b50) return openTorchFile(path);
  if (head[8] === 0x7b) return openSafetensors(path);
  if (head[0] === 0x80) {
    throw new AppError(
      'unsupported',
      `${basename(path)} was saved by PyTorch before 1.6 or by pickle alone. Load it in PyTorch and save it again by torch.save.`,
    );
  }
  throw new AppError(
    'unsupported',
    `${basename(path)} is not a model file: Seedpoint reads .torch, .pt, .pth, .ckpt and .safetensors.`,
  );
}

function requireFinite(values: Float32Array, name: string): void {
  for (let index = 0; index < values.length; index += 1) {
    if (!Number.isFinite(values[index])) {
      throw new AppError(
        'unreadable-file',
        `Tensor ${name} holds a value that is not a finite number. The training that wrote this file has failed, or the file is damaged.`,
      );
    }
  }
}

async function descriptionOfFolder(path: string, name: string): Promise<ModelDescription> {
  const { trained, licence, provenance } = await readModelFolder(path);
  return { name, trained, licence, provenance };
}

async function descriptionOfFile(
  path: string,
  { name, signal, report }: ImportModelOptions,
): Promise<ModelDescription> {
  report?.({ done: 0, total: 0, label: 'Computing the checksum' });
  const sha256 = await fileSha256(path, signal);
  const { size } = await stat(path);
  return {
    name,
    trained: true,
    licence: 'Not stated in the file: see the terms of its source.',
    provenance: `Imported from ${basename(path)} (${size.toLocaleString('en')} bytes, sha256 ${sha256}).`,
  };
}
