import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type Architecture, blocks } from './architecture.ts';
import { type ModelFolder, tensorsToWrite, writeModelFolder } from './model-folder.ts';
import { elementCount } from './tensor-source.ts';

/** The narrow form of the foundation model's network: widen factor 1/16, 128 features, no head. */
const narrow: Architecture = { depth: 50, width: 4, stemStride: 2, downsampleBias: true, head: null };

/** The last batch norm of a block starts low, so that 16 random blocks in a row do not drown the input. */
const branchGain = 0.3;

/** Seed of the random weights of the encoder in the box. */
export const bundledSeed = 1;

export const untrainedModelName = 'Untrained encoder (random weights)';

const untrainedModelNameOf = (seed: number): string =>
  seed === bundledSeed ? untrainedModelName : `Untrained encoder (random weights, seed ${seed})`;

/**
 * Writes the model that is in the box: the foundation model's topology with seeded random weights. It has learnt
 * nothing. Convolutions are drawn from N(0, 2 / fan-out) (He et al. 2015, as MONAI starts them); batch norm passes
 * values through. The same seed gives the same file.
 */
export async function writeUntrainedModel(modelsFolder: string, seed: number): Promise<ModelFolder> {
  const description = {
    name: untrainedModelNameOf(seed),
    trained: false,
    licence: 'Apache-2.0',
    provenance: `Random weights, seed ${seed}: not trained on anything.`,
  };
  return writeModelFolder(modelsFolder, description, narrow, randomTensors(narrow, seed));
}

/** Random weights for any size of the network, drawn tensor by tensor in file order. */
export function randomTensors(architecture: Architecture, seed: number): ReturnType<typeof tensorsToWrite> {
  const random = createRandom(seed);
  const lastNorm = `.bn${blocks(architecture)[0]?.convolutions.length}.weight`;
  return tensorsToWrite(architecture, async function* (name, shape) {
    yield initialValues(name, shape, lastNorm, () => randomNormal(random));
  });
}

function initialValues(name: string, shape: readonly number[], lastNorm: string, normal: () => number): Float32Array {
  const values = new Float32Array(elementCount(shape));
  if (shape.length > 1) {
    const [outputs = 1] = shape;
    const kernelVoxels = elementCount(shape.slice(2));
    const deviation = Math.sqrt(2 / (outputs * kernelVoxels));
    return values.map(() => deviation * normal());
  }
  if (name.endsWith(lastNorm)) return values.fill(branchGain);
  const isScale = name.endsWith('.running_var') || /\.(bn\d|downsample\.1)\.weight$/.test(name);
  return values.fill(isScale ? 1 : 0);
}
