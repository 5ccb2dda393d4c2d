import { env, InferenceSession, Tensor } from 'onnxruntime-node';
import { readModelFolder } from '#main/models/model-folder.ts';
import { cachedOnnx } from '#main/models/onnx-cache.ts';
import { featuresName, inputName } from '#main/models/onnx-writer.ts';
import type { EngineId } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { fitBatch, memoryNeed } from './memory.ts';
import { chooseEngine, firstLine, sessionOptions } from './onnx.ts';

export interface Encoder {
  /** What computes, for the record of a feature set: e.g. `onnxruntime 1.30.0 cpu`. */
  readonly engine: string;
  readonly featureCount: number;
  /** The batch asked for, or less where the memory is short. */
  readonly maxBatch: number;
  /** Features of each patch (50 x 50 x 50, scaled). Blocks the thread meanwhile. */
  encode(patches: readonly Float32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export interface EncoderOptions {
  readonly modelFolder: string;
  readonly cacheFolder: string;
  readonly engine: EngineId;
  readonly batchSize: number;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
}

const patchVoxels = patchEdge ** 3;

/** Makes the model's graph if it is not in the cache, checks the memory and loads the graph into an engine. */
export async function openEncoder(options: EncoderOptions): Promise<Encoder> {
  const { signal, log } = options;
  const manifest = await readModelFolder(options.modelFolder);
  const maxBatch = fitBatch(memoryNeed(manifest.architecture), options.batchSize, process.availableMemory());
  if (maxBatch < options.batchSize) log?.(`Memory is short: patches go in batches of ${maxBatch}.`);
  const engine = await chooseEngine(options.engine);
  const graph = await cachedOnnx(options.modelFolder, options.cacheFolder, signal ? { signal } : {});
  signal?.throwIfAborted();
  const session = await createSession(graph, engine);
  const { featureCount } = manifest;
  return {
    engine: `onnxruntime ${env.versions.node ?? ''} ${engine}`,
    featureCount,
    maxBatch,
    encode: (patches) => run(session, patches, featureCount),
    close: () => session.release(),
  };
}

async function createSession(graph: string, engine: Parameters<typeof sessionOptions>[0]): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(graph, sessionOptions(engine));
  } catch (error) {
    throw new AppError('device', `The model could not be loaded on ${engine}: ${firstLine(error)}. Choose the CPU.`, {
      cause: error,
    });
  }
}

async function run(
  session: InferenceSession,
  patches: readonly Float32Array[],
  featureCount: number,
): Promise<Float32Array[]> {
  const input = new Float32Array(patches.length * patchVoxels);
  patches.forEach((patch, index) => input.set(patch, index * patchVoxels));
  const shape = [patches.length, 1, patchEdge, patchEdge, patchEdge];
  const results = await session.run({ [inputName]: new Tensor('float32', input, shape) }, [featuresName]);
  const output = results[featuresName];
  if (!(output?.data instanceof Float32Array) || output.data.length !== patches.length * featureCount) {
    throw new AppError('device', 'The engine returned features of another size than the model has.');
  }
  const values = output.data;
  return patches.map((_, index) => values.slice(index * featureCount, (index + 1) * featureCount));
}
