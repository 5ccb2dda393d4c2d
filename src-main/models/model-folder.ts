import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import {
  type Architecture,
  architectureDepths,
  architectureId,
  featureCount,
  headOutputs,
  parameterCount,
  tensorShapes,
} from './architecture.ts';
import { type TensorToWrite, writeSafetensors } from './safetensors.ts';

export const manifestFile = 'model.json';
export const weightsFile = 'weights.safetensors';

/** `model.json`: all that is needed to use the weights beside it, and where they came from. */
const modelManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  name: z.string().min(1),
  architectureId: z.enum(architectureDepths.map((depth) => architectureId({ depth }))),
  architecture: z.strictObject({
    depth: z.literal(architectureDepths).default(50),
    width: z.number().int().positive(),
    stemStride: z.literal([1, 2]).default(2),
    downsampleBias: z.boolean(),
    head: z.array(z.number().int().positive()).min(2).nullable(),
  }),
  input: z.strictObject({
    /** n, channel, z, y, x; x runs to the left, y to the back, z to the head. */
    shape: z.tuple([z.literal('n'), z.literal(1), z.literal(patchEdge), z.literal(patchEdge), z.literal(patchEdge)]),
    spacingMm: z.literal(1),
    intensity: z.literal('(HU + 1024) / 3072'),
  }),
  featureCount: z.number().int().positive(),
  headOutputs: z.number().int().min(0),
  parameterCount: z.number().int().positive(),
  /** False for random weights. */
  trained: z.boolean(),
  licence: z.string(),
  provenance: z.string(),
  createdAt: z.iso.datetime(),
  /** Of weights.safetensors: the identity of the model. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ModelManifest = z.infer<typeof modelManifestSchema>;

export interface ModelFolder {
  readonly folder: string;
  readonly manifest: ModelManifest;
}

/** What a model is called and where it comes from. */
export type ModelDescription = Pick<ModelManifest, 'name' | 'trained' | 'licence' | 'provenance'>;

const unfinishedPrefix = '.unfinished-';
/** Longer than any import takes. */
const abandonedMs = 24 * 3600 * 1000;

/** Deletes what imports left half-written that were killed: the large model is 738 MB. */
export async function removeAbandonedModels(modelsFolder: string): Promise<void> {
  for (const name of await readdir(modelsFolder).catch(() => [])) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    const folder = join(modelsFolder, name);
    const { mtimeMs } = await stat(folder);
    if (mtimeMs < Date.now() - abandonedMs) await rm(folder, { recursive: true, force: true });
  }
}

export async function readModelFolder(folder: string): Promise<ModelManifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(join(folder, manifestFile), 'utf8'));
    await stat(join(folder, weightsFile));
  } catch (error) {
    throw new AppError(
      'not-found',
      `${basename(folder)} is not a model folder: it needs ${manifestFile} and ${weightsFile}.`,
      { cause: error },
    );
  }
  const parsed = modelManifestSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError(
      'unreadable-file',
      `${manifestFile} of ${basename(folder)} is not valid at "${issue?.path.join('.')}": ${issue?.message}.`,
    );
  }
  return parsed.data;
}

/** The model folders below `modelsFolder`, by folder name. Folders that are none are passed over. */
export async function listModelFolders(modelsFolder: string): Promise<ModelFolder[]> {
  const found: ModelFolder[] = [];
  for (const entry of await readdir(modelsFolder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const folder = join(modelsFolder, entry.name);
    const manifest = await readModelFolder(folder).catch(() => null);
    if (manifest) found.push({ folder, manifest });
  }
  return found.toSorted((a, b) => a.folder.localeCompare(b.folder));
}

/** Refuses weights that are not those the manifest names. */
export async function verifyWeights({ folder, manifest }: ModelFolder, signal?: AbortSignal): Promise<void> {
  if ((await fileSha256(join(folder, weightsFile), signal)) !== manifest.sha256) {
    throw new AppError(
      'unreadable-file',
      `The weights of "${manifest.name}" are not those that were imported: their checksum differs. Remove the model and import it again.`,
    );
  }
}

export async function fileSha256(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, ...(signal ? { signal } : {}) }))
    hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/**
 * Writes a model folder under a temporary name and moves it into place when it is complete. The same weights are kept
 * once: where they are there already, that folder is returned as it is.
 */
export async function writeModelFolder(
  modelsFolder: string,
  description: ModelDescription,
  architecture: Architecture,
  tensors: readonly TensorToWrite[],
): Promise<ModelFolder> {
  await mkdir(modelsFolder, { recursive: true });
  const temporary = join(modelsFolder, `${unfinishedPrefix}${randomBytes(6).toString('hex')}`);
  await mkdir(temporary);
  try {
    const hash = createHash('sha256');
    await writeSafetensors(join(temporary, weightsFile), tensors, (bytes) => hash.update(bytes));
    const sha256 = hash.digest('hex');
    const present = async () =>
      (await listModelFolders(modelsFolder)).find(({ manifest }) => manifest.sha256 === sha256);
    const known = await present();
    if (known) return known;
    const manifest = manifestOf(description, architecture, sha256);
    await writeFile(join(temporary, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    const folder = join(modelsFolder, `${slug(description.name)}-${sha256.slice(0, 8)}`);
    try {
      await rename(temporary, folder);
    } catch (error) {
      // Another process may have written the same weights meanwhile.
      const other = await present();
      if (!other) throw error;
      return other;
    }
    return { folder, manifest };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function manifestOf(description: ModelDescription, architecture: Architecture, sha256: string): ModelManifest {
  return {
    formatVersion: 1,
    ...description,
    architectureId: architectureId(architecture),
    architecture: {
      depth: architecture.depth,
      width: architecture.width,
      stemStride: architecture.stemStride,
      downsampleBias: architecture.downsampleBias,
      head: architecture.head ? [...architecture.head] : null,
    },
    input: { shape: ['n', 1, patchEdge, patchEdge, patchEdge], spacingMm: 1, intensity: '(HU + 1024) / 3072' },
    featureCount: featureCount(architecture),
    headOutputs: headOutputs(architecture),
    parameterCount: parameterCount(architecture),
    createdAt: new Date().toISOString(),
    sha256,
  };
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40) || 'model';

/** All tensors of an architecture in their fixed order, ready to be written. */
export function tensorsToWrite(
  architecture: Architecture,
  pieces: (name: string, shape: readonly number[]) => AsyncIterable<Float32Array>,
): TensorToWrite[] {
  return [...tensorShapes(architecture)].map(([name, shape]) => ({ name, shape, pieces: () => pieces(name, shape) }));
}
