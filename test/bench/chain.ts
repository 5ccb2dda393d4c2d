import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ctSlices } from '#main/demo/dicom-objects.ts';
import { identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import { createRandom } from '#shared/numerics/random.ts';
import type { ChainTimes } from './chain-child.ts';
import { benchFolder, cacheFolder, fullEncoder, inChild } from './full-encoder.ts';

const size: Vec3 = [512, 512, 134];
const spacingMm: Vec3 = [0.7, 0.7, 2.5];
const lesions = 24;
const rounds = 2;

/** A CT series of 134 slices of 512 x 512, 70 MB, of which only size and format matter. */
async function seriesFiles(): Promise<string[]> {
  const folder = join(benchFolder, 'ct');
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length < size[2]) {
    const random = createRandom(1);
    const hu = Int16Array.from({ length: size[0] * size[1] * size[2] }, () => Math.floor(random() * 1500) - 1000);
    const geometry = { size, spacingMm, originMm: [0, 0, 0] as const, direction: identityDirection };
    const slices = ctSlices({ label: 'bench', sex: 'F', age: 60, kernel: 'STANDARD', geometry }, hu);
    await Promise.all(slices.map((bytes, k) => writeFile(join(folder, `${k}.dcm`), bytes)));
  }
  return (await readdir(folder)).map((name) => join(folder, name));
}

/** From a DICOM folder of 512 x 512 x 134 to features of the full encoder, with many seeds. */
export const bench = {
  name: 'chain',
  async run(): Promise<{ label: string; value: string }[]> {
    const modelFolder = await fullEncoder();
    const files = await seriesFiles();
    const runs: ChainTimes[] = [];
    for (let round = 0; round < rounds; round += 1) {
      runs.push(await inChild<ChainTimes>('./chain-child.ts', { modelFolder, cacheFolder, files, lesions }));
    }
    const best = runs.reduce((a, b) => (b.totalSeconds < a.totalSeconds ? b : a));
    return [
      { label: 'Seconds a lesion (under 0.6)', value: (best.totalSeconds / lesions).toFixed(3) },
      {
        label: 'Encoder busy, share of the time (0.9 or more)',
        value: (best.busySeconds / best.totalSeconds).toFixed(2),
      },
      { label: 'Loading the model, s', value: best.loadSeconds.toFixed(1) },
      { label: 'Peak memory, MB', value: (Math.max(...runs.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0) },
      { label: 'Reading alone, s a lesion', value: best.readSeconds.toFixed(3) },
    ];
  },
};
