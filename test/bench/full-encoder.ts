import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Architecture } from '#main/models/architecture.ts';
import { listModelFolders, writeModelFolder } from '#main/models/model-folder.ts';
import { cachedOnnx } from '#main/models/onnx-cache.ts';
import { randomTensors } from '#main/models/untrained.ts';

/** Kept between runs, as it takes a quarter of a minute to make. */
export const benchFolder = join(tmpdir(), 'seedpoint-bench');
export const cacheFolder = join(benchFolder, 'cache');

/** 12.845 G multiply-adds a patch: `multiplyAdds` of the architecture. */
export const operationsPerPatch = 2 * 12.845188992e9;

/** The foundation model's architecture (184,477,824 parameters) with random weights, and its graph in the cache. */
export async function fullEncoder(): Promise<string> {
  const modelsFolder = join(benchFolder, 'models');
  await mkdir(modelsFolder, { recursive: true });
  const [present] = await listModelFolders(modelsFolder);
  const architecture: Architecture = { depth: 50, width: 128, stemStride: 2, downsampleBias: true, head: null };
  const description = { name: 'full', trained: false, licence: 'none', provenance: 'Random weights for timing.' };
  const { folder } =
    present ?? (await writeModelFolder(modelsFolder, description, architecture, randomTensors(architecture, 1)));
  await cachedOnnx(folder, cacheFolder);
  return folder;
}

/** Runs a script of this folder in a process of its own, so that its memory is its own, and parses what it prints. */
export async function inChild<Result>(script: string, input: unknown): Promise<Result> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, JSON.stringify(input)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as Result;
}

/** Most memory this process has held, in bytes. */
export const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;
